// The screens that nobody sees first, as one file: the first screen does not wait
// for them, and they are fetched as soon as it stands.

export * as incident from "./screens/incident.js";
export * as compare from "./screens/compare.js";
export * as log from "./screens/log.js";
export * as amend from "./screens/amend.js";
export * as importing from "./screens/import.js";
export * as matches from "./screens/matches.js";
export * as gaps from "./screens/gaps.js";
export * as agreement from "./screens/agreement.js";
export * as gapRules from "./screens/gaprules.js";
export * as board from "./screens/board.js";
export * as theCase from "./screens/case.js";
export * as statements from "./screens/statements.js";
export * as statement from "./screens/statement.js";
export * as newStatement from "./screens/newstatement.js";
