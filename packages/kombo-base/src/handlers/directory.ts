import { roles, tags, users } from "@anyats/core";
import { model } from "../coverage/kombo-names.ts";
import { roleReading, tagReading, userReading } from "../mapping/directory.ts";
import { listStream } from "../reading/list-stream.ts";

export const streamTags = listStream(tags.stream, {
  path: "/ats/tags",
  reading: tagReading,
  needs: [model("tags?")],
});

export const streamUsers = listStream(users.stream, {
  path: "/ats/users",
  reading: userReading,
  needs: [model("users?")],
  splittable: ["emails"],
  // Kombo compares them without case; so do the parts of a long list.
  query: ({ emails }) => ({ emails: emails?.map((email) => email.toLowerCase()) }),
});

export const streamRoles = listStream(roles.stream, {
  path: "/ats/roles",
  reading: roleReading,
  needs: [model("roles?")],
  query: ({ scopes }) => ({ scopes }),
});
