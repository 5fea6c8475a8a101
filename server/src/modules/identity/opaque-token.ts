export { hashToken, isToken, newToken, type TokenKind } from "#platform/opaque-token";
