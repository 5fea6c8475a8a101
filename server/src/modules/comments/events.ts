import { defineEvent } from "#platform/events";

export type About = { subject_type: string; subject_id: string; mentions: string[] };

const about = {
  subject_type: "The noun that it is about.",
  subject_id: "The object that it is about.",
  mentions: "Ids of the members whom it calls by name.",
};

export const commentCreated = defineEvent<About>({
  type: "comment.created",
  subject: "comment",
  describe: "Somebody wrote about an object.",
  data: about,
});

export const commentUpdated = defineEvent<About & { changed: string[]; newly_mentioned: string[] }>({
  type: "comment.updated",
  subject: "comment",
  describe: "Somebody changed what they had written about an object.",
  data: {
    ...about,
    changed: "Names of the fields that changed.",
    newly_mentioned: "Those of them whom it did not call before.",
  },
});

export const commentDeleted = defineEvent<About>({
  type: "comment.deleted",
  subject: "comment",
  describe: "What somebody wrote about an object was removed, by them or by who watches over it.",
  data: about,
});
