/**
 * They reach beyond the row policies, so that each must say itself whose rows it means. A new one is written down
 * here with its reason, or this file is red.
 */
const ofOrganization = /\borganization_id = plinth\.organization\(\)/;
export const filters: Record<string, { by: RegExp; because: string }> = {
  "plinth.search_customers(text,text[])": { by: ofOrganization, because: "trigrams are not leakproof" },
  "plinth.search_products(text,text[])": { by: ofOrganization, because: "trigrams are not leakproof" },
  "plinth.search_orders(text,text[])": { by: ofOrganization, because: "trigrams are not leakproof" },
  "plinth.take_registration(bytea)": {
    by: /where asked\.secret_hash = p_secret_hash and asked\.expires_at > plinth\.now\(\)/,
    because: "the link of the mail is the proof",
  },
  "plinth.is_email_taken(text)": {
    by: /select exists \(select from public\.users u where u\.email = p_email\)/,
    because: "one bit, for deeds that have proven to hold the address",
  },
  "plinth.rename_member(text,text)": {
    by: /where m\.id = plinth\.actor_user\(\) [\s\S]*where b\.id = plinth\.actor_user\(\) /,
    because: "a human's name reaches every organization of theirs",
  },
  "plinth.languages_of_members(uuid[])": {
    by: /where m\.organization_id = plinth\.organization\(\) and m\.ended_at is null/,
    because: "a job writes to members in their own language, which is theirs and not the organization's",
  },
  "plinth.languages_of_people(uuid[])": {
    by: /where m\.organization_id = plinth\.organization\(\) [\s\S]*where b\.organization_id = plinth\.organization\(\) /,
    because: "a job tells people things in their own language, which is theirs and not the organization's",
  },
  "plinth.notify(uuid,text,text,uuid,uuid,boolean,boolean,json)": {
    by: /p\.organization_id = plinth\.organization\(\) [\s\S]*select plinth\.organization\(\), w\.user_id/,
    because: "what somebody is told is theirs alone, and is written by whoever tells them",
  },
  "plinth.take_notification_mail(uuid)": {
    by: /where n\.organization_id = plinth\.organization\(\) and n\.id = p_id/,
    because: "a job writes it by mail to the one whose it is",
  },
  "plinth.forget_notifications(uuid)": {
    by: /where p\.organization_id = plinth\.organization\(\) [\s\S]*where n\.organization_id = plinth\.organization\(\) /,
    because: "an administrator removes a member, and must not read what they were told",
  },
  "plinth.count_owned_organizations()": {
    by: /where m\.id = plinth\.actor_user\(\)/,
    because: "a human may own so many organizations",
  },
};
