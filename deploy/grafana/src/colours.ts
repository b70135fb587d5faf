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
