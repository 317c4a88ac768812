// Loads `botbuilder` when the channel is configured and never before. It is an optional dependency that may not be installed, so its
// types are not asked for: what stands here is all of it that we use. No dialogs, no state, no middleware.

import { createRequire } from 'node:module';

/** A token that was checked, as its claims. */
export type Identity = { getClaimValue(name: string): string | null };

export type Authentication = {
  /** Throws where the token is not authentic, and where the keys could not be fetched. */
  authenticateRequest(activity: object, authorization: string): Promise<{ claimsIdentity: Identity }>;
};

type WebRequest = { url: string; body?: unknown; headers: { set(name: string, value: string): void } };

export type SdkOptions = {
  httpClient: {
    sendRequest(request: WebRequest): Promise<{
      request: WebRequest;
      status: number;
      headers: { toJson(): Record<string, string> };
      bodyAsText: string;
    }>;
  };
};

/** In the place of the library's own, which goes to Microsoft's login by a library of its own and at no other address. */
export type CredentialsFactory = {
  isValidAppId(appId: string): Promise<boolean>;
  isAuthenticationDisabled(): Promise<boolean>;
  createCredentials(appId: string): Promise<{ signRequest(request: WebRequest): Promise<WebRequest> }>;
};

type TurnContext = { sendActivity(activity: object): Promise<{ id?: string } | undefined> };

export type Sdk = {
  ConfigurationBotFrameworkAuthentication: new (
    configuration: Readonly<Record<string, string>>,
    credentials: CredentialsFactory,
    rules: undefined,
    fetch: undefined,
    options: SdkOptions | undefined,
  ) => Authentication;
  CloudAdapter: new (
    authentication: Authentication,
  ) => {
    continueConversationAsync(
      appId: string,
      reference: object,
      logic: (context: TurnContext) => Promise<void>,
    ): Promise<void>;
  };
};

const NAME = 'botbuilder';

export function isSdkInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve(NAME);
    return true;
  } catch {
    return false;
  }
}

export async function loadSdk(): Promise<Sdk> {
  let module: Sdk & { default?: Sdk };
  try {
    module = await import(NAME);
  } catch (cause) {
    throw new Error(
      `MicrosoftAppId is set, but the package "${NAME}" is not installed. Install with "npm ci" (without --omit=optional), or remove MicrosoftAppId.`,
      { cause },
    );
  }
  return module.default ?? module;
}
