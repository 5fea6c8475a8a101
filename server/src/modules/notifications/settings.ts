/** How mails that an organization sends present it. Their address stays the installation's: it is the one that is proven. */
import Type from "typebox";
import type { Context } from "#platform/access";
import { Email } from "#platform/email";
import { type Field, text } from "#platform/resource";
import { type DeclaredSetting, defineSetting } from "#platform/settings";
import type { MailSender } from "./mail.ts";

export const senderName = defineSetting<string | null>({
  name: "mail.sender_name",
  field: nameField(),
  default: null,
});

export const replyTo = defineSetting<string | null>({
  name: "mail.reply_to",
  field: {
    ...text({
      describe:
        "Where answers to mails go that your organization sends, such as invitations. Mails about people's own accounts do not change.",
      example: "office@example.com",
    }),
    schema: Type.Refine(
      Email,
      (address) => address.trim() === address,
      () => "must be an e-mail address without spaces around it",
    ),
    words: "an e-mail address",
  },
  default: null,
});

/** In whose name the caller's organization writes. */
export function mailSenderOf(context: Pick<Context, "tenant">): MailSender {
  return { name: senderName.of(context), replyTo: replyTo.of(context) };
}

/** A colour and no picture: many mail programs load none, and one that is loaded tells who reads, and when. */
export const brandColor = defineSetting<string | null>({
  name: "brand.color",
  field: text({
    describe:
      "Your company's colour: a bar above your name in mails to customers. Nothing is written on it, so that any colour can be read.",
    example: "#0b6e4f",
    max: 7,
    pattern: "^#[0-9a-f]{6}$",
  }),
  default: null,
});

export const notificationsSettings: DeclaredSetting[] = [senderName, replyTo, brandColor];

/** A company's name as a sender's, where it can be one and cannot be taken for something else. */
export function presentable(name: string): string | null {
  const trimmed = name.trim();
  return trimmed === "" || trimmed.length > 80 || looksLikeMore(trimmed) ? null : trimmed;
}

/** No address and no signs of one: a name must not look as if the mail came from somewhere else, nor end a header. */
function nameField(): Field {
  const words = "a name in one line, without @, quotes, backslashes, angle brackets or =?";
  return {
    ...text({
      describe:
        "The name that mails carry which your organization sends, such as invitations; by itself the installation's. Their address stays the installation's. Mails about people's own accounts do not change.",
      example: "Muster Handels GmbH",
    }),
    schema: Type.Refine(
      Type.String({ minLength: 1, maxLength: 80 }),
      (name) => name.trim() === name && name !== "" && !looksLikeMore(name),
      () => `must be ${words}`,
    ),
    words,
  };
}

/**
 * Also where the signs are written wide or small, and with `=?`, which begins an encoded word (RFC 2047): a mail program
 * that decodes it shows another name than the one that was read here.
 */
function looksLikeMore(name: string): boolean {
  return [name, name.normalize("NFKC")].some((one) => /[\p{C}\p{Zl}\p{Zp}@<>"\\]|=\?/u.test(one));
}
