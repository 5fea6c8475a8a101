/** What the people of a company say among themselves about its objects. */
import type { Module } from "#platform/module";
import { createComment } from "./actions/create-comment.ts";
import { deleteComment } from "./actions/delete-comment.ts";
import { updateComment } from "./actions/update-comment.ts";
import { commentsNotifications } from "./notifications.ts";
import { comment } from "./resource.ts";

export const commentsModule: Module = {
  name: "comments",
  resources: [comment],
  actions: [createComment, updateComment, deleteComment],
  notifications: commentsNotifications,
};
