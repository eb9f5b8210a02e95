/**
 * Custom details of Avionté. **Unverified**: no public document shows the shape of a definition or of a value; what
 * follows is this project's own invention, kept in one place so that it can be corrected in one place.
 */
export type CustomDetailEntity = "job" | "talent" | "application";

const customDetailTypes = [
  "Text",
  "MultilineText",
  "Integer",
  "Decimal",
  "Currency",
  "Boolean",
  "Date",
  "DateTime",
  "DropDown",
  "MultiSelect",
  "Email",
  "Phone",
  "Url",
  "User",
  "GeoPoint",
] as const;
type CustomDetailType = (typeof customDetailTypes)[number];

/** As `customDetailDefinitions` answers it. */
export interface CustomDetailDefinition {
  readonly id: number;
  readonly name: string;
  readonly dataType: CustomDetailType;
  readonly required: boolean;
  readonly readOnly: boolean;
  /** What may be chosen; null where the type has no choice. */
  readonly options: readonly string[] | null;
  readonly entity: CustomDetailEntity;
}

/** A value: text in every type but `MultiSelect`, null when empty. */
export type CustomDetailValue = string | readonly string[] | null;

type Names = Readonly<Record<CustomDetailType, string>>;

const names: Readonly<Record<CustomDetailEntity, Names>> = {
  job: {
    Text: "PO Number",
    MultilineText: "Dress Code & PPE",
    Integer: "Openings Approved",
    Decimal: "Markup Factor",
    Currency: "Budgeted Bill Rate",
    Boolean: "Background Check Required",
    Date: "Client Decision Date",
    DateTime: "Kick-off Call",
    DropDown: "Priority",
    MultiSelect: "Required Certifications",
    Email: "Timecard Approver E-mail",
    Phone: "Worksite Phone",
    Url: "Client Job Page",
    User: "Account Owner",
    GeoPoint: "Worksite Coordinates",
  },
  talent: {
    Text: "Preferred Name",
    MultilineText: "Recruiter Summary",
    Integer: "Years of Experience",
    Decimal: "Interview Score",
    Currency: "Desired Hourly Pay",
    Boolean: "Has Own Transportation",
    Date: "Available From",
    DateTime: "Last AI Interview",
    DropDown: "Shift Preference",
    MultiSelect: "Licences Held",
    Email: "Secondary E-mail",
    Phone: "Emergency Phone",
    Url: "Portfolio",
    User: "Relationship Owner",
    GeoPoint: "Home Coordinates",
  },
  application: {
    Text: "Submittal Reference",
    MultilineText: "Client Feedback",
    Integer: "Rank on Shortlist",
    Decimal: "Match Score",
    Currency: "Submitted Pay Rate",
    Boolean: "Right to Represent Signed",
    Date: "Submitted On",
    DateTime: "Interview Slot",
    DropDown: "Interview Result",
    MultiSelect: "Assessments Passed",
    Email: "Hiring Contact E-mail",
    Phone: "Call-back Number",
    Url: "Interview Report",
    User: "Submitted By",
    GeoPoint: "Interview Location",
  },
};

const choices: Readonly<Record<CustomDetailEntity, Readonly<Record<"DropDown" | "MultiSelect", readonly string[]>>>> = {
  job: { DropDown: ["Hot", "Normal", "Low"], MultiSelect: ["OSHA 10", "Forklift", "BLS", "CPR", "First Aid"] },
  talent: { DropDown: ["1st Shift", "2nd Shift", "3rd Shift", "Any"], MultiSelect: ["CDL-A", "RN", "CNA", "Forklift"] },
  application: {
    DropDown: ["Strong Yes", "Yes", "Maybe", "No"],
    MultiSelect: ["Typing", "Safety", "Excel", "Personality, short"],
  },
};

const firstId: Readonly<Record<CustomDetailEntity, number>> = { job: 501, talent: 601, application: 701 };

/** One definition of every data type for an entity; the currency is required, the user is read only. */
export function definitionsOf(entity: CustomDetailEntity): readonly CustomDetailDefinition[] {
  return definitions[entity];
}

function define(entity: CustomDetailEntity): CustomDetailDefinition[] {
  return customDetailTypes.map((dataType, index) => ({
    id: firstId[entity] + index,
    name: names[entity][dataType],
    dataType,
    required: dataType === "Currency",
    readOnly: dataType === "User",
    options: dataType === "DropDown" || dataType === "MultiSelect" ? choices[entity][dataType] : null,
    entity,
  }));
}

const definitions = { job: define("job"), talent: define("talent"), application: define("application") };
