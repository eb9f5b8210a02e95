/** Stands in every key, field, query, file and answer, and may be in nothing that is shown. */
export const canary = "cAnArY7731";

export const person = { firstName: `Ada${canary}`, lastName: `Byron${canary}`, email: `ada.${canary}@example.com` };

/** All that a candidate may be created with. */
export const wholePerson = {
  ...person,
  phone: `+49 30 ${canary}`,
  company: canary,
  title: canary,
  location: { city: canary, country: "DE" },
  additionalEmails: [{ address: `countess.${canary}@example.com`, type: "PERSONAL" as const }],
  socialLinks: [`https://example.com/${canary}`],
};

export const key = `key-${canary}`;
