/** Stands in every key, field, query, file and answer, and may be in nothing that is shown. */
export const canary = "cAnArY7731";

export const person = { firstName: `Ada${canary}`, lastName: `Byron${canary}`, email: `ada.${canary}@example.com` };

export const key = `key-${canary}`;
