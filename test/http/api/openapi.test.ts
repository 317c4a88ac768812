import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../src/base/log.ts';
import { createApi } from '../../../src/http/api/api.ts';
import { routes } from '../../../src/http/api/routes.ts';
import { createMetrics } from '../../../src/http/metrics.ts';
import { call } from '../support/call.ts';
import { type Desk, openDesk } from '../support/desk.ts';

let desk: Desk;
// biome-ignore lint/suspicious/noExplicitAny: a document is looked into by name
let document: any;

beforeAll(async () => {
  desk = await openDesk();
  document = (await call(desk, 'GET /openapi.json', { token: null })).body;
});
afterAll(() => desk.close());

/** What really is mounted, asked of Express and not of our table. */
function mounted(): string[] {
  const { store, house, clock, files } = desk;
  const router = createApi({
    ...{ store, house, clock, files, ids: house.ids, log: silentLogger, metrics: createMetrics() },
    apiToken: null,
    onWork: () => {},
  });
  type Layer = { route?: { path: string; methods: Record<string, boolean> } };
  return (router.stack as unknown as Layer[]).flatMap(({ route }) =>
    route
      ? Object.keys(route.methods)
          .filter((method) => method !== '_all')
          .map((method) => `${method} ${route.path.replaceAll(/:(\w+)/g, '{$1}')}`)
      : [],
  );
}

const documented = () =>
  Object.entries<object>(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method} ${path}`),
  );

describe('the document', () => {
  it('holds every route that is mounted, and no other', () => {
    expect(mounted().length).toBeGreaterThan(15);
    expect(documented().sort()).toEqual(mounted().sort());
  });

  it('is OpenAPI 3.1 behind a bearer token', () => {
    expect(document).toMatchObject({
      openapi: '3.1.0',
      servers: [{ url: '/api/v1' }],
      security: [{ token: [] }],
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    });
    expect(document.paths['/openapi.json'].get.security).toEqual([]);
  });

  it('names every shape once', () => {
    expect(Object.keys(document.components.schemas).sort()).toEqual([
      'AffectedHousehold',
      'Application',
      'ApplicationFile',
      'Attachment',
      'Bulletin',
      'CaseReview',
      'ClockRun',
      'ComplaintSheet',
      'Conversation',
      'ConversationReplied',
      'Import',
      'ImportPreview',
      'Incident',
      'IncidentCourse',
      'Investigation',
      'KnowledgeGap',
      'Message',
      'Notice',
      'NoticeDelivery',
      'NoticeWords',
      'Problem',
      'RegisterLine',
      'RegisterSummary',
      'StaffTask',
      'Ticket',
      'TicketEvent',
      'Timer',
      'Webhook',
      'WebhookDelivery',
    ]);
  });

  it('points only at what it holds', () => {
    const pointers = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
      (match) => match[1],
    );
    expect(pointers.length).toBeGreaterThan(10);
    expect(pointers.filter((name) => !(String(name) in document.components.schemas))).toEqual([]);
    expect(JSON.stringify(document)).not.toContain('$defs');
    expect(JSON.stringify(document)).not.toContain('"override"');
  });

  it.each(routes)(
    '$method $path declares each name of its path, and an id and summary of its own',
    ({ method, path }) => {
      const operation = document.paths[path][method];
      const inPath = operation.parameters.filter((each: { in: string }) => each.in === 'path');
      expect(inPath.map((each: { name: string }) => `{${each.name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
      expect(operation.summary).toMatch(/\.$/);
      expect(routes.filter((other) => other.operationId === operation.operationId)).toHaveLength(1);
      expect(operation.responses[401].content['application/problem+json'].schema).toEqual({
        $ref: '#/components/schemas/Problem',
      });
    },
  );

  it('tells deeds with their headers and bodies', () => {
    const resolve = document.paths['/tickets/{ticketId}/resolve'].post;
    expect(resolve.parameters.map((each: { name: string }) => each.name)).toEqual([
      'ticketId',
      'If-Match',
      'Idempotency-Key',
    ]);
    expect(resolve.requestBody).toMatchObject({ required: true });
    expect(resolve.requestBody.content['application/json'].schema).toMatchObject({
      required: ['result'],
      additionalProperties: false,
    });
    expect(document.paths['/tickets/{ticketId}/accept'].post.requestBody.required).toBe(false);
    expect(resolve.responses[200].content['application/json'].schema).toEqual({
      $ref: '#/components/schemas/Ticket',
    });
  });

  it('tells what a page may be', () => {
    const parameters = document.paths['/tickets'].get.parameters;
    const limit = parameters.find((each: { name: string }) => each.name === 'limit');
    expect(limit).toMatchObject({
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
    });
  });
});

describe('docs/api.md', () => {
  const page = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8');

  it('has a row for every route and for nothing else', () => {
    const rows = [...page.matchAll(/^\| `(GET|POST) ([^`]+)` \|/gm)].map(
      ([, method, path]) => `${method?.toLowerCase()} ${path}`,
    );
    expect(rows.sort()).toEqual(documented().sort());
  });
});
