import { errorRow, parseWith, type Refusal } from '@countersign/api';
import { NOTICE } from './said.ts';
import type { Call, Tool, ToolAnswer } from './tool.ts';

/** What a call came to, as the protocol carries it. */
export interface CallResult {
  readonly [member: string]: unknown;
  readonly content: { readonly type: 'text'; readonly text: string }[];
  readonly structuredContent?: Record<string, unknown>;
  readonly isError?: boolean;
}

/** Characters of one answer; what is longer would not fit a model's context, and is refused rather than cut. */
const ANSWER_MAX = 1_000_000;

/** Runs a tool over arguments that are checked first; a refusal is a tool error with code and help, never a throw. */
export async function callTool(tool: Tool, input: unknown, call: Call): Promise<CallResult> {
  const checked = parseWith(tool.input, input ?? {}, 'body');
  if (!checked.ok) return errorResult(checked.refusals);
  const answer = await tool.run(checked.value, call);
  return answer.ok ? valueResult(answer.value) : errorResult(answer.refusals, answer.help);
}

function valueResult(value: Extract<ToolAnswer, { ok: true }>['value']): CallResult {
  const structuredContent = { notice: NOTICE, ...value };
  const text = JSON.stringify(structuredContent);
  if (text.length <= ANSWER_MAX) return { content: [{ type: 'text', text }], structuredContent };
  const message = `the answer has ${text.length} characters, more than ${ANSWER_MAX}`;
  return errorResult([{ code: 'ANSWER_TOO_LARGE', message }]);
}

/** `help` is what the server advised; without it, the table's advice for the first reason that has one. */
function errorResult(refusals: readonly Refusal[], help?: string): CallResult {
  const advice =
    help ?? refusals.map(({ code }) => errorRow(code)?.help).find((one) => one !== undefined);
  const structuredContent = {
    ok: false,
    notice: NOTICE,
    refusals: [...refusals],
    ...(advice === undefined ? {} : { help: advice }),
  };
  return {
    content: [{ type: 'text', text: JSON.stringify(structuredContent) }],
    structuredContent,
    isError: true,
  };
}
