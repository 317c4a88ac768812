// The object store for files: all of it or none.
import { describe, expect, it } from 'vitest';
import { mediaBucketOf, parseEnv } from '../../src/config/environment.ts';

const whole = {
  MEDIA_S3_ENDPOINT: 'https://s3.example.com/',
  MEDIA_S3_BUCKET: 'desk-files',
  MEDIA_S3_REGION: 'cn-south-1',
  MEDIA_S3_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  MEDIA_S3_SECRET_ACCESS_KEY: 'a-secret',
};
const problemsOf = (env: Record<string, string>) => parseEnv(env).problems.map((one) => one.what);
const bucketOf = (env: Record<string, string>) => {
  const { value, problems } = parseEnv(env);
  expect(problems).toEqual([]);
  return value ? mediaBucketOf(value) : undefined;
};

describe('the object store', () => {
  it('is off when nothing is said of it', () => {
    expect(bucketOf({})).toBeNull();
  });

  it('is on when all of it is said', () => {
    expect(bucketOf(whole)).toMatchObject({ bucket: 'desk-files', prefix: '', style: 'path' });
    const more = { MEDIA_S3_PREFIX: 'desk/files/', MEDIA_S3_STYLE: 'host' };
    expect(bucketOf({ ...whole, ...more })).toMatchObject({ prefix: 'desk/files/', style: 'host' });
  });

  it.each(Object.keys(whole))('is refused without %s', (name) => {
    const { [name as keyof typeof whole]: _left, ...rest } = whole;
    expect(problemsOf(rest)).toEqual([expect.stringMatching(new RegExp(`^${name} is missing while`))]);
  });

  it.each([
    ['MEDIA_S3_ENDPOINT', 'https://s3.example.com/bucket'],
    ['MEDIA_S3_ENDPOINT', 'ftp://s3.example.com'],
    ['MEDIA_S3_BUCKET', 'Has Spaces'],
    ['MEDIA_S3_PREFIX', '../up/'],
    ['MEDIA_S3_PREFIX', 'no-slash'],
    ['MEDIA_S3_STYLE', 'virtual'],
  ])('is refused with %s=%s', (name, value) => {
    expect(problemsOf({ ...whole, [name]: value })).toHaveLength(1);
  });

  it('says what a misspelled name was meant to be, and never the secret', () => {
    const { problems } = parseEnv({ ...whole, MEDIA_S3_BUCKETT: 'x' });
    expect(problems).toMatchObject([{ remedy: 'Did you mean MEDIA_S3_BUCKET?' }]);
    expect(JSON.stringify(parseEnv({ ...whole, MEDIA_S3_REGION: 'a b' }))).not.toContain('a-secret');
  });
});
