import type { FactorChange, MailWords } from "./mail.ts";

const changes: Record<FactorChange, string> = {
  totp_enrolled: "Eine Authenticator-App wurde hinzugefügt.",
  totp_removed: "Die Authenticator-App wurde entfernt.",
  recovery_codes_renewed: "Neue Wiederherstellungscodes wurden erstellt. Die alten gelten nicht mehr.",
  passkey_added: "Ein Passkey wurde hinzugefügt.",
  passkey_removed: "Ein Passkey wurde entfernt.",
  linked_account_removed: "Ein verknüpftes Konto wurde entfernt. Damit kann man sich nicht mehr anmelden.",
};

const ifNotYou =
  "Waren Sie das nicht, setzen Sie bitte sofort über „Passwort vergessen“ auf der Anmeldeseite ein neues Passwort. Das beendet alle Sitzungen.";

export const german: MailWords = {
  greeting: (name) => (name === undefined ? "Guten Tag," : `Guten Tag ${name},`),
  otherwise: "Falls die Schaltfläche nichts bewirkt, öffnen Sie diese Adresse:",
  footer: (product, host, answersTo) =>
    `Gesendet von ${product} unter ${host}. ${answersTo === undefined ? "Antworten an diese Adresse liest niemand." : `Antworten gehen an ${answersTo}.`}`,
  roles: {
    owner: "Inhaber",
    admin: "Administration",
    sales: "Vertrieb",
    warehouse: "Lager",
    finance: "Buchhaltung",
    integration: "Schnittstelle",
    auditor: "Prüfung",
    buyer: "Einkauf",
  },

  verifyEmail: ({ product, within }) => ({
    subject: "Bestätigen Sie Ihre E-Mail-Adresse",
    paragraphs: [`Jemand, hoffentlich Sie, hat mit dieser Adresse ein Konto bei ${product} angelegt.`],
    label: "Adresse bestätigen",
    notes: [
      `Der Link gilt ${within} lang und funktioniert einmal.`,
      "Waren Sie das nicht, ist nichts zu tun: Ohne Bestätigung kann das Konto nicht benutzt werden.",
    ],
  }),
  accountExists: ({ product }) => ({
    subject: "Sie haben bereits ein Konto",
    paragraphs: [
      `Jemand, vielleicht Sie, wollte mit dieser Adresse ein Konto bei ${product} anlegen. Es gibt schon eines, daher wurde nichts geändert.`,
      "Melden Sie sich wie gewohnt an. Wissen Sie das Passwort nicht mehr, wählen Sie auf der Anmeldeseite „Passwort vergessen“.",
    ],
    notes: ["Waren Sie das nicht, ist nichts zu tun."],
  }),
  passwordReset: ({ product, within }) => ({
    subject: "Neues Passwort setzen",
    paragraphs: [`Jemand, hoffentlich Sie, hat bei ${product} ein neues Passwort angefordert.`],
    label: "Neues Passwort setzen",
    notes: [
      `Der Link gilt ${within} lang und funktioniert einmal. Ein neues Passwort beendet alle Sitzungen.`,
      "Waren Sie das nicht, ist nichts zu tun: Das alte Passwort bleibt.",
    ],
  }),
  passwordChanged: ({ product }) => ({
    subject: "Ihr Passwort wurde geändert",
    paragraphs: [
      `Das Passwort Ihres Kontos bei ${product} wurde geändert.`,
      "Ihre Passkeys, verknüpften Konten und API-Schlüssel gelten weiter. Hatte jemand anderes Ihr Konto, sehen Sie sie auf Ihrer Kontoseite durch und entfernen Sie, was Sie nicht kennen.",
    ],
    notes: [ifNotYou],
  }),
  emailChangeVerify: ({ product, within }) => ({
    subject: "Bestätigen Sie Ihre neue E-Mail-Adresse",
    paragraphs: [
      `Jemand, hoffentlich Sie, möchte diese Adresse künftig für ein Konto bei ${product} verwenden.`,
    ],
    label: "Neue Adresse bestätigen",
    notes: [
      `Der Link gilt ${within} lang und funktioniert einmal. Bis dahin bleibt die alte Adresse.`,
      "Waren Sie das nicht, ist nichts zu tun.",
    ],
  }),
  emailChanged: ({ product, before, now }) => ({
    subject: "Ihre E-Mail-Adresse wurde geändert",
    paragraphs: [`Ihr Konto bei ${product} gehört nicht mehr zu ${before}, sondern zu ${now}.`],
    notes: ["Waren Sie das nicht, wenden Sie sich bitte sofort an die Administration Ihrer Organisation."],
  }),
  invitation: ({ product, organization, inviter, role, within }) => ({
    subject: `${inviter} lädt Sie zu ${organization} ein`,
    paragraphs: [
      `${inviter} lädt Sie ein, bei ${organization} in ${product} mitzuarbeiten. Ihre Rolle: ${role}.`,
    ],
    label: "Einladung annehmen",
    notes: [
      `Der Link gilt ${within} lang und funktioniert einmal.`,
      "Wissen Sie nicht, worum es geht, ist nichts zu tun: Ohne Ihre Zustimmung geschieht nichts.",
    ],
  }),
  buyerInvitation: ({ product, organization, inviter, customer, within }) => ({
    subject: `Bei ${organization} für ${customer} bestellen`,
    paragraphs: [
      `${inviter} lädt Sie ein, in ${product} bei ${organization} für Ihr Unternehmen ${customer} zu bestellen.`,
      `Sie sehen dort die Bestellungen von ${customer} und geben neue auf. Außerhalb von ${customer} und ${organization} sieht sie niemand.`,
    ],
    label: "Einladung annehmen",
    notes: [
      `Der Link gilt ${within} lang und funktioniert einmal.`,
      "Wissen Sie nicht, worum es geht, ist nichts zu tun: Ohne Ihre Zustimmung geschieht nichts.",
    ],
  }),
  newDevice: ({ product, agent, address, at }) => ({
    subject: "Neue Anmeldung an Ihrem Konto",
    paragraphs: [
      `Jemand hat sich mit einem bisher unbekannten Gerät an Ihrem Konto bei ${product} angemeldet.`,
      `Wann: ${at}`,
      `Womit: ${agent}`,
      `Von: ${address}`,
    ],
    notes: ["Waren Sie das, ist nichts zu tun.", ifNotYou],
  }),
  factorChanged: ({ product, change }) => ({
    subject: "Ihre Anmeldung wurde geändert",
    paragraphs: [`Die Anmeldung Ihres Kontos bei ${product} wurde geändert.`, changes[change]],
    notes: [ifNotYou],
  }),
  sessionReuse: ({ product, at }) => ({
    subject: "Eine Sitzung wurde zu Ihrer Sicherheit beendet",
    paragraphs: [
      `Ein Anmelde-Token Ihres Kontos bei ${product} wurde ein zweites Mal verwendet (${at}). Das geschieht, wenn jemand eine Kopie davon hat; die Sitzung wurde deshalb beendet. Eventuell müssen Sie sich neu anmelden.`,
    ],
    notes: [
      "Wenn Sie dieses Konto mit einem eigenen Programm verwenden, hat es vielleicht ein altes Token behalten.",
      ifNotYou,
    ],
  }),
  signInLinked: ({ product, provider }) => ({
    subject: `Anmeldung mit ${provider} wurde hinzugefügt`,
    paragraphs: [`Ihr Konto bei ${product} lässt sich ab jetzt auch mit Ihrem Konto bei ${provider} öffnen.`],
    notes: [ifNotYou],
  }),
  incident: ({ product, organization, because, since, doors, inbox }) => ({
    subject: `Bei ${organization} wird jemand gebraucht`,
    paragraphs: [
      `Bei ${organization} in ${product} steht etwas still, bis sich jemand darum kümmert.`,
      because,
      `Seit: ${since}`,
      ...(doors.length === 0 ? [] : [`Was es löst: ${doors.join("; ")}`]),
    ],
    label: "Ansehen",
    notes: [
      `Programme finden es mit GET ${inbox} und einem API-Schlüssel; wer angemeldet ist, öffnet dieselbe Adresse im Browser.`,
      "Dies ist die einzige Mail dazu, auch wenn es sich wiederholt, solange es offen ist.",
    ],
  }),
  incidents: ({ product, organization, count, named, inbox }) => ({
    subject: `Bei ${organization} wird jemand gebraucht: ${count} Vorgänge`,
    paragraphs: [
      `Bei ${organization} in ${product} stehen ${count} Vorgänge still, bis sich jemand darum kümmert.`,
      ...named.map(
        ({ because, since, doors }, i) =>
          `${i + 1}. ${because} Seit: ${since}.${doors.length === 0 ? "" : ` Was es löst: ${doors.join("; ")}`}`,
      ),
      ...(count > named.length ? [`Die übrigen ${count - named.length} stehen im Posteingang.`] : []),
    ],
    label: "Ansehen",
    notes: [
      `Programme finden sie mit GET ${inbox} und einem API-Schlüssel; wer angemeldet ist, öffnet dieselbe Adresse im Browser.`,
      "Dies ist zu jedem davon die einzige Mail, auch wenn es sich wiederholt, solange es offen ist.",
    ],
  }),
  notification: ({ product, title, body }) => ({
    subject: title,
    paragraphs: [body === "" ? title : body],
    label: "Ansehen",
    notes: [
      `Was Ihnen mitgeteilt wird, und wie, bestimmen Sie bei ${product}: PUT /v1/notification_preferences/{kind}.`,
    ],
  }),
};
