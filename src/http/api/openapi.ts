// The OpenAPI 3.1 document, written from the table of routes.
import { z } from 'zod';
import { XLSX } from './register-files.ts';
import type { Route } from './route.ts';
import { problemView } from './schemas.ts';

type Json = Record<string, unknown>;

/** Where the document itself is; the only address that needs no token. */
export const documentPath = '/openapi.json';

const EVERY_ROUTE = [400, 401, 429, 500, 503];

const PROBLEM_WORDS: Record<number, string> = {
  400: 'Something in the address, a header or the body cannot be read.',
  401: 'No token, a wrong token, or the API is closed.',
  404: 'Not there.',
  409: 'The state stands in the way; `current` holds it where there is one.',
  410: 'It is not kept any more.',
  413: 'The body is too long.',
  415: 'Not plain application/json in UTF-8.',
  422: 'Refused by a rule, or a field of the body is wrong.',
  429: 'Too many wrong tokens from this address.',
  500: 'Our fault.',
  503: 'Not possible just now.',
};

export function createOpenApiDocument(routes: readonly Route[]): Json {
  const components: Json = {};
  const schemaOf = (schema: z.ZodType, io: 'input' | 'output') => toSchema(schema, io, components);
  const problems = schemaOf(problemView, 'output');
  const paths: Record<string, Json> = {
    [documentPath]: {
      get: {
        operationId: 'getDocument',
        summary: 'This document.',
        security: [],
        responses: {
          200: {
            description: 'OpenAPI 3.1',
            content: { 'application/json': { schema: { type: 'object' } } },
          },
        },
      },
    },
  };
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route, problems, schemaOf) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Reception desk',
      version: '1',
      description:
        'Tickets, conversations and deeds. Instants are ISO 8601 in UTC; errors are RFC 9457 problems.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }],
    paths,
    components: {
      schemas: components,
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  };
}

function operationOf(
  route: Route,
  problems: Json,
  schemaOf: (schema: z.ZodType, io: 'input' | 'output') => Json,
): Json {
  const isDeed = route.body !== null;
  return {
    operationId: route.operationId,
    summary: route.summary,
    parameters: [
      ...parametersOf(schemaOf(route.params, 'input'), 'path'),
      ...(route.query ? parametersOf(schemaOf(route.query, 'input'), 'query') : []),
      ...(isDeed ? deedHeaders : []),
    ],
    ...(route.body
      ? {
          requestBody: {
            required: route.body.safeParse({}).success === false,
            content: { 'application/json': { schema: schemaOf(route.body, 'input') } },
          },
        }
      : {}),
    ...(route.upload ? { requestBody: { required: true, content: { [XLSX]: {}, 'text/csv': {} } } } : {}),
    responses: {
      200: {
        description: 'Done.',
        ...(route.versioned || isDeed ? { headers: answerHeaders(route.versioned, isDeed) } : {}),
        content: contentOf(route.answer, schemaOf),
      },
      ...Object.fromEntries(
        [...new Set([...EVERY_ROUTE, ...route.problems])].map((status) => [
          status,
          {
            description: PROBLEM_WORDS[status] ?? 'Refused.',
            content: { 'application/problem+json': { schema: problems } },
          },
        ]),
      ),
    },
  };
}

const deedHeaders: Json[] = [
  {
    name: 'If-Match',
    in: 'header',
    required: false,
    schema: { type: 'string' },
    description: 'The version the deed is meant for, as the ETag has it; another one is a conflict (409).',
  },
  {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    schema: { type: 'string', minLength: 1, maxLength: 255 },
    description: 'The same key and request again gets the first answer again, and nothing is done twice.',
  },
];

function answerHeaders(versioned: boolean, isDeed: boolean): Json {
  const header = (description: string) => ({ description, schema: { type: 'string' } });
  return {
    ...(versioned ? { ETag: header('The version.') } : {}),
    ...(isDeed ? { 'Idempotency-Replayed': header('`true` on an answer that was given before.') } : {}),
  };
}

function contentOf(
  answer: Route['answer'],
  schemaOf: (schema: z.ZodType, io: 'input' | 'output') => Json,
): Json {
  if (answer instanceof z.ZodType) return { 'application/json': { schema: schemaOf(answer, 'output') } };
  return Object.fromEntries(answer.files.map((type) => [type, {}]));
}

function parametersOf(schema: Json, place: 'path' | 'query'): Json[] {
  const required = (schema.required as string[] | undefined) ?? [];
  return Object.entries((schema.properties as Record<string, Json>) ?? {}).map(([name, each]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: each,
  }));
}

/** A JSON Schema; shapes with a name of their own go to the components and are pointed at. */
function toSchema(schema: z.ZodType, io: 'input' | 'output', components: Json): Json {
  const {
    $schema: _,
    $defs,
    ...made
  } = z.toJSONSchema(schema, {
    io,
    override: ({ zodSchema, jsonSchema }) => {
      const { override } = (z.globalRegistry.get(zodSchema) ?? {}) as { override?: Json };
      if (!override) return;
      for (const key of Object.keys(jsonSchema)) delete (jsonSchema as Json)[key];
      Object.assign(jsonSchema, override);
    },
  });
  const pointed = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value).replaceAll('"#/$defs/', '"#/components/schemas/'));
  for (const [name, each] of Object.entries($defs ?? {})) {
    const { id: _id, ...rest } = pointed(each) as Json;
    components[name] = rest;
  }
  return pointed(made) as Json;
}
