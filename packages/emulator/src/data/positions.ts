/** A kind of work that the agency staffs: title, department, category, hourly pay from and to. */
export interface Position {
  readonly title: string;
  readonly department: string;
  readonly category: string;
  readonly pay: readonly [from: number, to: number];
}

const position = (title: string, department: string, category: string, from: number, to: number): Position => ({
  title,
  department,
  category,
  pay: [from, to],
});

export const positions: readonly Position[] = [
  position("Warehouse Associate", "Light Industrial", "Logistics", 17, 21),
  position("Forklift Operator (2nd Shift)", "Light Industrial", "Logistics", 20, 25),
  position("Registered Nurse – Med/Surg", "Healthcare", "Nursing", 42, 61),
  position("Certified Nursing Assistant", "Healthcare", "Nursing", 18, 23),
  position("CNC Machinist", "Skilled Trades", "Manufacturing", 27, 36),
  position("Welder, MIG & TIG", "Skilled Trades", "Manufacturing", 24, 33),
  position("Accounts Payable Specialist", "Office & Clerical", "Finance", 23, 29),
  position("Bilingual Customer Service Rep", "Office & Clerical", "Customer Service", 19, 24),
  position("Help Desk Technician", "Information Technology", "IT Support", 25, 34),
  position("Java Developer", "Information Technology", "Software", 55, 80),
  position("Line Cook", "Hospitality", "Food Service", 16, 20),
  position("Executive Assistant", "Office & Clerical", "Administration", 28, 38),
  position("Quality Inspector", "Light Industrial", "Manufacturing", 21, 27),
  position("CDL-A Driver, Regional", "Transportation", "Logistics", 28, 35),
  position("Pharmacy Technician", "Healthcare", "Pharmacy", 19, 25),
];

export const companies = [
  "Harbor & Pine Logistics",
  "Meridian Valley Hospital",
  "Ostrander Tool Works",
  "Café Lumière Group",
  "Bluestem Foods",
  "Kestrel Data Services",
  "Three Rivers Packaging",
  "O’Malley & Daughters",
] as const;

export const sources = ["Indeed", "Career Site", "Referral", "LinkedIn", "Job Fair", "Walk-in", null] as const;

/** A job description as recruiters paste it from a word processor. */
export function describe(position: Position, company: string): string {
  return [
    `<p><strong>${position.title}</strong> for our client <em>${company.replaceAll("&", "&amp;")}</em>.</p>`,
    "<h3>What you&#39;ll do</h3>",
    `<ul><li>Own the daily work of ${position.department.toLowerCase()}</li><li>Work with a team of 5&nbsp;–&nbsp;12</li><li>Keep records up to date</li></ul>`,
    `<p>Pay: $${position.pay[0]}&ndash;$${position.pay[1]}/hr. <a href="https://jobs.example.com/benefits">Benefits</a> from day&nbsp;one.</p>`,
    '<p style="margin:0in"><br></p>',
  ].join("\n");
}
