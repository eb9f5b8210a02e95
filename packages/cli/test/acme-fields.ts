// Written by `anyats types --adapter avionte`. Do not edit; `anyats types --check` compares it with the tenant.
/** The custom fields of one tenant: connect<typeof avionte, AcmeFields>(…). */
export interface AcmeFields {
  readonly jobs: {
    readonly "Account Owner": {
      readonly id: "514";
      readonly name: "Account Owner";
      readonly type: "user";
      readonly value: string;
      readonly readOnly: true;
    };
    readonly "Background Check Required": {
      readonly id: "506";
      readonly name: "Background Check Required";
      readonly type: "boolean";
      readonly value: boolean;
      readonly readOnly: false;
    };
    readonly "Budgeted Bill Rate": {
      readonly id: "505";
      readonly name: "Budgeted Bill Rate";
      readonly type: "currency";
      readonly value: number;
      readonly readOnly: false;
    };
    readonly "Client Decision Date": {
      readonly id: "507";
      readonly name: "Client Decision Date";
      readonly type: "date";
      readonly value: string;
      readonly readOnly: false;
    };
    readonly "Client Job Page": {
      readonly id: "513";
      readonly name: "Client Job Page";
      readonly type: "url";
      readonly value: string;
      readonly readOnly: false;
    };
    readonly "Dress Code & PPE": {
      readonly id: "502";
      readonly name: "Dress Code & PPE";
      readonly type: "long-text";
      readonly value: string;
      readonly readOnly: false;
    };
    readonly "Kick-off Call": {
      readonly id: "508";
      readonly name: "Kick-off Call";
      readonly type: "date-time";
      readonly value: string;
      readonly readOnly: false;
    };
    readonly "Markup Factor": {
      readonly id: "504";
      readonly name: "Markup Factor";
      readonly type: "number";
      readonly value: number;
      readonly readOnly: false;
    };
    readonly "Openings Approved": {
      readonly id: "503";
      readonly name: "Openings Approved";
      readonly type: "number";
      readonly value: number;
      readonly readOnly: false;
    };
    readonly "PO Number": {
      readonly id: "501";
      readonly name: "PO Number";
      readonly type: "text";
      readonly value: string;
      readonly readOnly: false;
    };
    readonly Priority: {
      readonly id: "509";
      readonly name: "Priority";
      readonly type: "single-select";
      readonly value: "Hot" | "Normal" | "Low";
      readonly readOnly: false;
    };
    readonly "Required Certifications": {
      readonly id: "510";
      readonly name: "Required Certifications";
      readonly type: "multi-select";
      readonly value: readonly ("OSHA 10" | "Forklift" | "BLS" | "CPR" | "First Aid")[];
      readonly readOnly: false;
    };
    readonly "Timecard Approver E-mail": {
      readonly id: "511";
      readonly name: "Timecard Approver E-mail";
      readonly type: "email";
      readonly value: string;
      readonly readOnly: false;
    };
    readonly "Worksite Coordinates": {
      readonly id: "515";
      readonly name: "Worksite Coordinates";
      readonly type: "unknown";
      readonly value: string | number | boolean | string[];
      readonly readOnly: false;
    };
    readonly "Worksite Phone": {
      readonly id: "512";
      readonly name: "Worksite Phone";
      readonly type: "phone";
      readonly value: string;
      readonly readOnly: false;
    };
  };
  readonly applications: {
    readonly "Assessments Passed": {
      readonly id: "710";
      readonly name: "Assessments Passed";
      readonly type: "multi-select";
      readonly value: readonly ("Typing" | "Safety" | "Excel" | "Personality, short")[];
      readonly readOnly: false;
    };
    readonly "Call-back Number": {
      readonly id: "712";
      readonly name: "Call-back Number";
      readonly type: "phone";
      readonly value: string;
      readonly readOnly: false;
    };
    readonly "Client Feedback": {
      readonly id: "702";
      readonly name: "Client Feedback";
      readonly type: "long-text";
      readonly value: string;
      readonly readOnly: false;
    };
    readonly "Hiring Contact E-mail": {
      readonly id: "711";
      readonly name: "Hiring Contact E-mail";
      readonly type: "email";
      readonly value: string;
      readonly readOnly: false;
    };
    readonly "Interview Location": {
      readonly id: "715";
      readonly name: "Interview Location";
      readonly type: "unknown";
      readonly value: string | number | boolean | string[];
      readonly readOnly: false;
    };
    readonly "Interview Report": {
      readonly id: "713";
      readonly name: "Interview Report";
      readonly type: "url";
      readonly value: string;
      readonly readOnly: false;
    };
    readonly "Interview Result": {
      readonly id: "709";
      readonly name: "Interview Result";
      readonly type: "single-select";
      readonly value: "Strong Yes" | "Yes" | "Maybe" | "No";
      readonly readOnly: false;
    };
    readonly "Interview Slot": {
      readonly id: "708";
      readonly name: "Interview Slot";
      readonly type: "date-time";
      readonly value: string;
      readonly readOnly: false;
    };
    readonly "Match Score": {
      readonly id: "704";
      readonly name: "Match Score";
      readonly type: "number";
      readonly value: number;
      readonly readOnly: false;
    };
    readonly "Rank on Shortlist": {
      readonly id: "703";
      readonly name: "Rank on Shortlist";
      readonly type: "number";
      readonly value: number;
      readonly readOnly: false;
    };
    readonly "Right to Represent Signed": {
      readonly id: "706";
      readonly name: "Right to Represent Signed";
      readonly type: "boolean";
      readonly value: boolean;
      readonly readOnly: false;
    };
    readonly "Submittal Reference": {
      readonly id: "701";
      readonly name: "Submittal Reference";
      readonly type: "text";
      readonly value: string;
      readonly readOnly: false;
    };
    readonly "Submitted By": {
      readonly id: "714";
      readonly name: "Submitted By";
      readonly type: "user";
      readonly value: string;
      readonly readOnly: true;
    };
    readonly "Submitted On": {
      readonly id: "707";
      readonly name: "Submitted On";
      readonly type: "date";
      readonly value: string;
      readonly readOnly: false;
    };
    readonly "Submitted Pay Rate": {
      readonly id: "705";
      readonly name: "Submitted Pay Rate";
      readonly type: "currency";
      readonly value: number;
      readonly readOnly: false;
    };
  };
  readonly candidates: {
    readonly "Available From": {
      readonly id: "607";
      readonly name: "Available From";
      readonly type: "date";
      readonly value: string;
      readonly readOnly: false;
    };
    readonly "Desired Hourly Pay": {
      readonly id: "605";
      readonly name: "Desired Hourly Pay";
      readonly type: "currency";
      readonly value: number;
      readonly readOnly: false;
    };
    readonly "Emergency Phone": {
      readonly id: "612";
      readonly name: "Emergency Phone";
      readonly type: "phone";
      readonly value: string;
      readonly readOnly: false;
    };
    readonly "Has Own Transportation": {
      readonly id: "606";
      readonly name: "Has Own Transportation";
      readonly type: "boolean";
      readonly value: boolean;
      readonly readOnly: false;
    };
    readonly "Home Coordinates": {
      readonly id: "615";
      readonly name: "Home Coordinates";
      readonly type: "unknown";
      readonly value: string | number | boolean | string[];
      readonly readOnly: false;
    };
    readonly "Interview Score": {
      readonly id: "604";
      readonly name: "Interview Score";
      readonly type: "number";
      readonly value: number;
      readonly readOnly: false;
    };
    readonly "Last AI Interview": {
      readonly id: "608";
      readonly name: "Last AI Interview";
      readonly type: "date-time";
      readonly value: string;
      readonly readOnly: false;
    };
    readonly "Licences Held": {
      readonly id: "610";
      readonly name: "Licences Held";
      readonly type: "multi-select";
      readonly value: readonly ("CDL-A" | "RN" | "CNA" | "Forklift")[];
      readonly readOnly: false;
    };
    readonly Portfolio: {
      readonly id: "613";
      readonly name: "Portfolio";
      readonly type: "url";
      readonly value: string;
      readonly readOnly: false;
    };
    readonly "Preferred Name": {
      readonly id: "601";
      readonly name: "Preferred Name";
      readonly type: "text";
      readonly value: string;
      readonly readOnly: false;
    };
    readonly "Recruiter Summary": {
      readonly id: "602";
      readonly name: "Recruiter Summary";
      readonly type: "long-text";
      readonly value: string;
      readonly readOnly: false;
    };
    readonly "Relationship Owner": {
      readonly id: "614";
      readonly name: "Relationship Owner";
      readonly type: "user";
      readonly value: string;
      readonly readOnly: true;
    };
    readonly "Secondary E-mail": {
      readonly id: "611";
      readonly name: "Secondary E-mail";
      readonly type: "email";
      readonly value: string;
      readonly readOnly: false;
    };
    readonly "Shift Preference": {
      readonly id: "609";
      readonly name: "Shift Preference";
      readonly type: "single-select";
      readonly value: "1st Shift" | "2nd Shift" | "3rd Shift" | "Any";
      readonly readOnly: false;
    };
    readonly "Years of Experience": {
      readonly id: "603";
      readonly name: "Years of Experience";
      readonly type: "number";
      readonly value: number;
      readonly readOnly: false;
    };
  };
}
// definitions: {"jobs":{"Account Owner":["514","Account Owner","user",true,null],"Background Check Required":["506","Background Check Required","boolean",false,null],"Budgeted Bill Rate":["505","Budgeted Bill Rate","currency",false,null],"Client Decision Date":["507","Client Decision Date","date",false,null],"Client Job Page":["513","Client Job Page","url",false,null],"Dress Code & PPE":["502","Dress Code & PPE","long-text",false,null],"Kick-off Call":["508","Kick-off Call","date-time",false,null],"Markup Factor":["504","Markup Factor","number",false,null],"Openings Approved":["503","Openings Approved","number",false,null],"PO Number":["501","PO Number","text",false,null],"Priority":["509","Priority","single-select",false,["Hot","Normal","Low"]],"Required Certifications":["510","Required Certifications","multi-select",false,["OSHA 10","Forklift","BLS","CPR","First Aid"]],"Timecard Approver E-mail":["511","Timecard Approver E-mail","email",false,null],"Worksite Coordinates":["515","Worksite Coordinates","unknown",false,null],"Worksite Phone":["512","Worksite Phone","phone",false,null]},"applications":{"Assessments Passed":["710","Assessments Passed","multi-select",false,["Typing","Safety","Excel","Personality, short"]],"Call-back Number":["712","Call-back Number","phone",false,null],"Client Feedback":["702","Client Feedback","long-text",false,null],"Hiring Contact E-mail":["711","Hiring Contact E-mail","email",false,null],"Interview Location":["715","Interview Location","unknown",false,null],"Interview Report":["713","Interview Report","url",false,null],"Interview Result":["709","Interview Result","single-select",false,["Strong Yes","Yes","Maybe","No"]],"Interview Slot":["708","Interview Slot","date-time",false,null],"Match Score":["704","Match Score","number",false,null],"Rank on Shortlist":["703","Rank on Shortlist","number",false,null],"Right to Represent Signed":["706","Right to Represent Signed","boolean",false,null],"Submittal Reference":["701","Submittal Reference","text",false,null],"Submitted By":["714","Submitted By","user",true,null],"Submitted On":["707","Submitted On","date",false,null],"Submitted Pay Rate":["705","Submitted Pay Rate","currency",false,null]},"candidates":{"Available From":["607","Available From","date",false,null],"Desired Hourly Pay":["605","Desired Hourly Pay","currency",false,null],"Emergency Phone":["612","Emergency Phone","phone",false,null],"Has Own Transportation":["606","Has Own Transportation","boolean",false,null],"Home Coordinates":["615","Home Coordinates","unknown",false,null],"Interview Score":["604","Interview Score","number",false,null],"Last AI Interview":["608","Last AI Interview","date-time",false,null],"Licences Held":["610","Licences Held","multi-select",false,["CDL-A","RN","CNA","Forklift"]],"Portfolio":["613","Portfolio","url",false,null],"Preferred Name":["601","Preferred Name","text",false,null],"Recruiter Summary":["602","Recruiter Summary","long-text",false,null],"Relationship Owner":["614","Relationship Owner","user",true,null],"Secondary E-mail":["611","Secondary E-mail","email",false,null],"Shift Preference":["609","Shift Preference","single-select",false,["1st Shift","2nd Shift","3rd Shift","Any"]],"Years of Experience":["603","Years of Experience","number",false,null]}}
