// Any OpenAI-compatible endpoint behind LangChain's structured output. The libraries are loaded at the first question: they cost a second and 80 MB.
import type { z } from 'zod';
import type { ModelResult, Prompt, RawModel } from './contract.ts';

export type ModelAddress = { apiKey: string; baseUrl: string | null; model: string };

/** Far above any honest answer in our shape; a model that goes on and on is cut here. */
const MOST_TOKENS = 700;

type Invoke = (prompt: Prompt, signal: AbortSignal) => Promise<unknown>;

export function createOpenAiModel(address: ModelAddress, shape: z.ZodType): RawModel {
  let loading: Promise<Invoke> | null = null;
  return {
    async propose(prompt, signal): Promise<ModelResult> {
      try {
        loading ??= load(address, shape);
        const invoke = await loading;
        return { kind: 'answer', value: await invoke(prompt, signal) };
      } catch (error) {
        return { kind: 'unavailable', code: signal.aborted ? 'timeout' : codeOf(error) };
      }
    },
  };
}

async function load({ apiKey, baseUrl, model }: ModelAddress, shape: z.ZodType): Promise<Invoke> {
  const { ChatOpenAI } = await import('@langchain/openai');
  const chat = new ChatOpenAI({
    model,
    apiKey,
    temperature: 0,
    maxRetries: 0,
    maxTokens: MOST_TOKENS,
    ...(baseUrl === null ? {} : { configuration: { baseURL: baseUrl } }),
  });
  // As a function call: more endpoints know it than JSON schemas.
  const structured = chat.withStructuredOutput(shape as z.ZodType<Record<string, unknown>>, {
    name: 'propose',
    method: 'functionCalling',
  });
  return ({ system, user }, signal) =>
    structured.invoke(
      [
        { role: 'system', content: system },
        { role: 'user', content: user },
      ],
      { signal },
    );
}

/** Stable words for logs; what the endpoint said may hold the resident's words. */
function codeOf(error: unknown): string {
  const status = (error as { status?: unknown } | null)?.status;
  if (typeof status === 'number') return `http-${status}`;
  const name = error instanceof Error ? error.name : '';
  return /pars|zod|output/i.test(name) ? 'unreadable' : 'failed';
}
