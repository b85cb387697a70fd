import type { ErrorRows } from './error-row.ts';

/** What the HTTP layer itself refuses, and what a client may meet on the way to it. */
export const httpErrors = {
  ANALYSIS_UNAVAILABLE: {
    status: 503,
    help: 'Try again; if it stays, the log of the server says why the analysis worker ended.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    help: 'Send less: a body has 1 MB at most, a policy in it 256 KB.',
  },
  CHALLENGE_MISMATCH: { status: 401, help: 'Sign the challenge exactly as this server gave it.' },
  CHALLENGE_UNKNOWN: { status: 401, help: 'Ask for a new challenge: each one is used once.' },
  CONFIG_INVALID: { status: null, help: 'Correct the environment variable the message names.' },
  DATABASE_UNAVAILABLE: {
    status: 503,
    help: 'The database does not answer; the server goes on by itself when it is back. `countersign doctor` says more.',
  },
  DOUBLE_NAME: {
    status: 422,
    help: 'Give each human an own name: people are told apart by it.',
  },
  HOST_NOT_ALLOWED: {
    status: 421,
    help: 'Use the address the server was started for; `COUNTERSIGN_ORIGIN` sets it, and a proxy must pass `Host` on.',
  },
  AGENT_TOKEN_REQUIRED: {
    status: 403,
    help: 'Make a token with `countersign token create --kind agent` and give it to the program as COUNTERSIGN_TOKEN.',
  },
  ANALYSIS_ENDED: {
    status: 503,
    help: 'The question took too long and is undetermined. Ask about a smaller policy or a part of it.',
  },
  ANSWER_TOO_LARGE: {
    status: null,
    help: 'Ask for less: one policy, one page, `candidate_status` instead of `show_candidate`.',
  },
  CALL_ENDED: { status: null, help: 'Nothing was changed; call the tool again.' },
  STILL_VERIFYING: {
    status: null,
    help: 'Ask again with `verify_candidate`; the server goes on with it.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    help: 'Send each message with POST; there are no sessions and no stream to open.',
  },
  HUMAN_REQUIRED: {
    status: 403,
    help: 'A signed-in person has to do this; API tokens read, draft and submit.',
  },
  IDEMPOTENCY_KEY_MALFORMED: {
    status: 400,
    help: 'Send 1 to 200 printable ASCII characters, a UUID for example.',
  },
  IF_MATCH_MALFORMED: { status: 400, help: 'Send one strong tag, such as `"sha256:…"`.' },
  IF_MATCH_REQUIRED: {
    status: 428,
    help: 'Send `If-Match` with the quoted digest that you edited, as `ETag` gave it.',
  },
  INTERNAL: {
    status: 500,
    help: 'A fault of ours; the operator finds it in the log of the server under the instance.',
  },
  INVALID_VALUE: { status: 400, help: 'Give a value of the form the message names.' },
  MISSING_FIELD: {
    status: 400,
    help: 'Add the field; what may be empty is written as `null` or `[]`.',
  },
  NOT_ACCEPTABLE_URL: { status: 400, help: 'Percent-encode the path.' },
  NOT_A_COUNTERSIGN_SERVER: {
    status: null,
    help: 'Check the address: something else answers there.',
  },
  NOT_JSON: { status: 400, help: 'Send JSON; the message says where reading stopped.' },
  NOT_SIGNED_IN: { status: 401, help: 'Sign in with `countersign login`, or send an API token.' },
  NOT_UTF8: { status: 400, help: 'Save the text as UTF-8.' },
  ORIGIN_NOT_ALLOWED: {
    status: 403,
    help: 'Only pages of the installation itself may ask for changes; open it under its own address.',
  },
  OTHER_WORKSPACE: { status: 403, help: 'You are signed in to another workspace.' },
  PORT_TAKEN: {
    status: null,
    help: 'Another program listens there; choose another port with `--port` or `COUNTERSIGN_PORT`.',
  },
  READ_ONLY_VISIT: {
    status: 403,
    help: 'A visit of the evaluation only reads; sign in as one of its people to act.',
  },
  RELEASE_NOT_CURRENT: {
    status: 409,
    help: 'Fetch the bundle of the newest release; `any=true` gives this one all the same, for looking into it.',
  },
  ROUTE_UNKNOWN: { status: 404, help: 'See `/openapi.json` for what there is.' },
  SERVER_UNREACHABLE: {
    status: null,
    help: 'Check the address and whether the server runs; `countersign start` starts one.',
  },
  SESSION_EXPIRED: { status: 401, help: 'Sign in again.' },
  SETUP_TOKEN_REQUIRED: {
    status: 401,
    help: 'Send the setup token of this installation; its file is in the state folder of the server.',
  },
  TOKEN_NOT_LIVE: {
    status: 401,
    help: 'The token expired or was revoked; ask its sponsor for a new one.',
  },
  TOO_MANY_REQUESTS: { status: 429, help: 'Wait as long as `retry-after` says.' },
  UNKNOWN_DOCUMENT: {
    status: 404,
    help: 'Check the digest; a document is found in its own workspace only.',
  },
  UNKNOWN_ENTRY: { status: 404, help: 'The log does not reach that far yet.' },
  UNKNOWN_FIELD: { status: 400, help: 'Take the field away or spell it as the reference does.' },
  UNKNOWN_PREPARATION: {
    status: 404,
    help: 'Prepare the workspace first with `countersign init`; a prepared one is kept until it is founded.',
  },
  UNKNOWN_TILE: {
    status: 404,
    help: 'Ask for a tile of the tlog-tiles layout within the size of the checkpoint.',
  },
  UNKNOWN_WORKSPACE: { status: 404, help: 'Check the id of the workspace.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, help: 'Send `content-type: application/json`.' },
  VISIT_CODE_UNKNOWN: {
    status: 401,
    help: 'The link was used or is too old; restart the server for a new one.',
  },
  WRONG_TYPE: { status: 400, help: 'Give the field the type the reference names.' },
  ANCHOR_UNREACHABLE: {
    status: 503,
    help: 'The anchor cannot be reached: events go on, signing and releases wait. See `countersign doctor`.',
  },
  ENTRY_TOO_LARGE: { status: 413, help: 'One log entry has 64 KB at most.' },
  FRESHNESS_WITHHELD: {
    status: 409,
    help: 'The release is not the current one; gates stop it. Release again.',
  },
  IDEMPOTENCY_MISMATCH: {
    status: 409,
    help: 'Use a new `Idempotency-Key` for another request; repeat a request byte for byte under its own.',
  },
  NO_FRESHNESS_KEY: {
    status: 503,
    help: 'The server that holds the keys of this workspace has to answer.',
  },
  NO_LOG_KEY: {
    status: 503,
    help: 'The server that holds the keys of this workspace has to answer.',
  },
  NO_RELEASE_KEY: {
    status: 503,
    help: 'The server that holds the keys of this workspace has to answer.',
  },
  REASON_MISMATCH: { status: 422, help: 'Send the words and the salt whose digest was signed.' },
  SECRET_SHOWN_ONCE: { status: 409, help: 'Create another token and revoke this one.' },
  VERSION_CONFLICT: { status: 409, help: 'Somebody was faster; read it again and try again.' },
  WORKSPACE_READ_ONLY: {
    status: 503,
    help: 'The database does not continue the anchored log: it was restored or rolled back. `countersign doctor` says more.',
  },
  STORE_UNAVAILABLE: {
    status: 503,
    help: 'The database does not answer; the server goes on by itself when it is back.',
  },
  PERSON_MISMATCH: {
    status: 422,
    help: 'Name and salt must be the ones whose digest the Roster holds as commitment.',
  },
  UNKNOWN_INVENTORY: {
    status: 404,
    help: 'Check the id; `countersign inventory list` prints them.',
  },
  NO_USE_RECORDED: {
    status: 409,
    help: 'Record what the identity was seen to use with `countersign use record`.',
  },
  NOTHING_GRANTED: {
    status: 409,
    help: 'Adopt the policy as it is live, or record an inventory that has the identity.',
  },
} as const satisfies ErrorRows;
