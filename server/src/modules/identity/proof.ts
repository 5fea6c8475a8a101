/** What proves again who somebody is. Pure. */

/** What an account can be proven with. */
export type Factors = { password: boolean; totp: boolean; passkeys: number };

export type Way = "passkey" | "totp" | "recovery_code" | "password";

/**
 * What is worth as much as a login: with a second factor the password alone is not. A passkey is two factors in one
 * and always enough, but asks for nothing where it was not brought along.
 */
export function waysToProve({ password, totp, passkeys }: Factors): Way[] {
  const passkey: Way[] = passkeys > 0 ? ["passkey"] : [];
  if (totp) return [...passkey, "totp", "recovery_code"];
  return password ? [...passkey, "password"] : passkey;
}

/** The fields of a request by which each way is gone. */
export const fieldOf: Record<Way, string> = {
  passkey: "response",
  totp: "code",
  recovery_code: "recovery_code",
  password: "password",
};
