// PromQL that more than one panel needs.

/** The tasks that the variables select, on the nodes that they select. A series without a label node matches `All`. */
export const tasks = 'namespace=~"$namespace", dag_id=~"$dag_id", task_id=~"$task_id", node=~"$node"';

/** The same without a choice of DAG. */
export const fleet = 'namespace=~"$namespace", node=~"$node"';

/** The one task of the dashboard about tries. */
export const oneTask = 'namespace="$namespace", dag_id="$dag_id", task_id="$task_id"';

/** The agents that the variables select. */
export const agents = 'node=~"$node"';

/** Causes of a failed try that the network shows. */
export const networkCause = 'cause!="none_seen"';

/** Connections that did not come about. */
export const notEstablished = 'outcome!~"established|unknown"';

/** DNS answers that are a failure. A name that does not exist is asked for all day by search lists. */
export const dnsFailures = 'rcode!~"noerror|nxdomain"';

/** Per second, summed over the agents. */
export function rate(metric: string, filter: string, by: string): string {
  return by === ''
    ? `sum(rate(${metric}{${filter}}[$__rate_interval]))`
    : `sum by (${by}) (rate(${metric}{${filter}}[$__rate_interval]))`;
}

function grownIn(range: string, metric: string, filter: string, by: string): string {
  const series = `${metric}{${filter}}`;
  const all = `(${series} unless ${series} offset ${range}) or increase(${series}[${range}])`;
  return by === '' ? `sum(${all})` : `sum by (${by}) (${all})`;
}

/** How much it grew in the range of the dashboard. A series that begins within the range counts from nothing: the first denial of a DAG is one. */
export function grown(metric: string, filter: string, by: string): string {
  return grownIn('$__range', metric, filter, by);
}

/** The same for each point of a graph: for what happens so seldom that most of its series begin with what they count. */
export function happened(metric: string, filter: string, by: string): string {
  return grownIn('$__rate_interval', metric, filter, by);
}

/** A stat shows nothing for an empty answer; here nothing is zero. */
export function orZero(expr: string): string {
  return `${expr} or vector(0)`;
}

/** Of what ended in the range of the dashboard; for what ends a few times a day. */
export function quantileOfRange(q: number, metric: string, filter: string): string {
  return `histogram_quantile(${q}, ${grown(`${metric}_bucket`, filter, 'le')})`;
}

export function quantile(q: number, metric: string, filter: string): string {
  return `histogram_quantile(${q}, ${rate(`${metric}_bucket`, filter, 'le')})`;
}

/** Code classes instead of codes. */
export function byCodeClass(filter: string): string {
  return `sum by (class) (label_replace(${rate('windsock_http_requests_total', filter, 'code')}, "class", "\${1}xx", "code", "([1-5]).."))`;
}
