// One meaning, one colour, on every panel. Red is what was stopped, orange what failed, green what went well, blue what only informs.

export const good = 'green';
export const stopped = 'red';
export const failed = 'orange';
export const slow = 'yellow';
export const informs = 'blue';
export const unknown = '#8e8e8e';

export const verdicts: Record<string, string> = {
  forwarded: good, dropped: stopped, error: failed, audit: informs, redirected: 'light-green', traced: unknown,
  translated: 'light-blue', verdict_unknown: unknown,
};

export const outcomes: Record<string, string> = {
  established: good, denied: stopped, refused: failed, timeout: slow, reset: 'dark-orange', unanswered: 'light-yellow', unknown,
};

export const results: Record<string, string> = { succeeded: good, failed: stopped, unknown };

export const causes: Record<string, string> = {
  policy_denied: stopped, dns_failure: 'purple', refused: failed, timeout: slow, reset: 'dark-orange', tls: 'dark-purple',
  permission: 'dark-red', token: 'light-red', rate_limited: 'dark-yellow', server_error: 'light-orange', no_route: 'light-yellow',
  service_without_backend: 'super-light-orange', identity_not_ready: 'light-purple', routing: 'dark-blue', overload: 'super-light-red',
  none_seen: unknown,
};

export const answers: Record<string, string> = { noerror: good, nxdomain: slow, servfail: stopped, refused: failed };

export const codes: Record<string, string> = { '2xx': good, '3xx': 'light-green', '4xx': failed, '5xx': stopped, other: unknown };

export const protections: Record<string, string> = { mutual: good, simple: slow, plaintext: stopped, unknown };

export const classes: Record<string, string> = { exact: good, inferred: 'light-green', ambiguous: failed, unknown };

/** What came of an action. The words that connections share have their colours already. */
export const actionOutcomes: Record<string, string> = {
  succeeded: good, denied: stopped, missing_token: 'light-red', token_refused: 'super-light-red', not_found: 'light-yellow', conflict: 'super-light-yellow',
  invalid: 'light-orange', throttled: 'dark-yellow', failed, routing: 'dark-blue', unknown,
};

export const actionCauses: Record<string, string> = {
  permission: 'dark-red', missing_token: 'light-red', token_mismatch: 'super-light-red', routing: 'dark-blue', capacity: 'dark-yellow', conflict: 'super-light-yellow',
  invalid: 'light-orange', not_found: 'light-yellow', failed,
};

export const troubles: Record<string, string> = {
  credentials: 'purple', permission: 'dark-red', quota: 'dark-orange', not_found: 'light-yellow', conflict: 'super-light-yellow', invalid: 'light-orange',
  unreachable: slow, stuck: 'dark-purple', other: unknown,
};

export const evidence: Record<string, string> = {
  pod_uid: good, pod_name: 'light-green', credential: 'super-light-green', source_ip: slow, service_account: failed, cloud_identity: 'light-blue', trace: informs,
  none: unknown,
};

export const events: Record<string, string> = { decoded: good, undecodable: stopped, duplicate: 'light-blue', ignored: unknown };
