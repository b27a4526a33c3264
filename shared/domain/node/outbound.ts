export const OUTBOUND_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'] as const;
export type OutboundMethod = (typeof OUTBOUND_METHODS)[number];

/** A call to the outside world. */
export interface OutboundRequest {
  readonly method: OutboundMethod;
  /** Absolute, http or https, without credentials. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A string is sent as UTF-8. */
  readonly body?: string | Uint8Array;
  /** For all of it: connecting, redirects and the last byte of the body. */
  readonly timeoutMs: number;
  /** Ends the call at once; a reason that is a node error is what the call fails with. */
  readonly signal: AbortSignal;
  /** Received and decoded bytes of the body; the client's own cap holds in any case. */
  readonly maxResponseBytes?: number;
  /** @default none: the call tells nothing of where it comes from */
  readonly trace?: CallTrace;
  /** Whose credentials go along, put on the wire by the client and kept nowhere. @default none */
  readonly connection?: ConnectionUse;
}

/** A connection that a node names, and for what. */
export interface ConnectionUse {
  readonly tenantId: string;
  readonly name: string;
  readonly runId: string;
  readonly nodeId: string;
  /** Of the run. */
  readonly correlationId: string;
}

/** The run that a call belongs to, as receivers may see it. No secrets: it also follows redirects to other origins. */
export interface CallTrace {
  /** Sent as `X-Correlation-Id`, whatever the caller's own header of that name says. */
  readonly correlationId: string;
  /** 32 hexadecimal digits. Sent in `traceparent`, with a span of the call's own, unless the caller has such a header. */
  readonly traceId: string;
  /**
   * How many runs started one another up to this one. Receivers are told one more in `X-Stepwell-Hop`; past 16 the call
   * is refused.
   * @default 0
   */
  readonly hops?: number;
}

export interface OutboundResponse {
  readonly status: number;
  /** Names in lower case; repeated headers are joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decoded; empty when there is none. */
  readonly body: Uint8Array;
}

/** The one way out for nodes: reaches public addresses only and follows redirects. Any status is an answer. */
export interface OutboundClient {
  /**
   * Loads what calls need. Whoever calls `request` right away pays for it there.
   * @throws what concerns this process and no call, such as code that cannot be loaded
   */
  prepare?(): Promise<void>;
  /**
   * @throws TransientNodeError `NETWORK`, `DNS`, `ABORTED`
   * @throws NodeTimeoutError `TIMEOUT`
   * @throws PermanentNodeError `ADDRESS_REFUSED`, `URL_INVALID`, `HEADER_INVALID`, `REQUEST_TOO_LARGE`,
   * `RESPONSE_TOO_LARGE`, `TOO_MANY_REDIRECTS`, `REDIRECT_REFUSED`, `ENCODING_UNKNOWN`,
   * `TOO_MANY_HOPS`
   *
   * With a connection also PermanentNodeError `CONNECTION_NOT_FOUND`, `CONNECTION_HOST_REFUSED`,
   * `CONNECTION_KIND_UNUSABLE`, `CONNECTION_NOT_AUTHORIZED`, `CONNECTION_UNREADABLE`, `TOKEN_REFUSED`, and
   * TransientNodeError `SECRETS_UNAVAILABLE`, `TOKEN_BUSY`, `TOKEN_FAILED`
   */
  request(request: OutboundRequest): Promise<OutboundResponse>;
}
