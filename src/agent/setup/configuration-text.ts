/** The configuration file `cpis agent init` writes: usable for the sample as it is, annotated for everything else. */
export const CONFIGURATION_TEXT = `// The agent of a local authority. Lines marked CHANGE hold invented values: the sample can be checked with them,
// nothing real can be sent. No secret stands here; they come from the environment (docs/guides/local-authority.md).
{
  "authority": {
    "odsCode": "X01", // CHANGE: the ODS code of your authority
    "name": "Exampleshire County Council", // CHANGE
    "emergencyPhone": "07700 900801", // CHANGE: the emergency duty team; without it nothing is sent
    "officePhone": "01632 960801" // CHANGE, or remove the line and the comma above
  },
  "mesh": {
    "url": "http://127.0.0.1:8401", // CHANGE: the MESH server; here the one of bin/start
    "mailboxId": "X01CPIS1", // CHANGE: your own mailbox, best one for CP-IS alone
    "hubMailbox": "OPENCPISHUB", // CHANGE: the mailbox of the national service
    "workflows": {
      // CHANGE: the national workflow ids are given at onboarding
      "upload": "OPENCPIS_UPLOAD",
      "acknowledgement": "OPENCPIS_UPLOAD_ACK",
      "accessNotice": "OPENCPIS_ACCESS_NOTICE",
      "inactiveNumber": "OPENCPIS_INACTIVE_NUMBER"
    }
  },
  "extract": {
    "mapping": "mapping.json", // which column of your extract is what; beside this file
    "file": "sample.csv" // CHANGE: the extract that "cpis agent run" sends each day
  },
  "schedule": {
    "uploadAt": "05:30", // by the clock in England
    "pollMinutes": 5 // a mailbox not read for five days loses its notices
  },
  // Legal statuses that are shared or not, where you differ from the default: C1, C2 and V2 are shared, all others not.
  // Example: { "E1": true, "V2": false }
  "legalStatuses": {},
  // Child protection plans another authority owns, or that are temporary: "leave" them to their owner, or "send" them.
  "otherAuthorityPlans": "leave",
  // A file that ends or deletes more than this share of the live plans waits until two people have released it.
  "volumeGuard": { "percent": 10, "atLeast": 10 },
  // Where notices go beside the terminal: "folder" takes CSV files and letters ready for e-mail, "webhook" is told by
  // POST, signed with CPIS_AGENT_WEBHOOK_SECRET. Example: { "folder": "inbox", "webhook": "https://example.org/hook" }
  "inbox": {}
}
`
