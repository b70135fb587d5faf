import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import * as colours from './colours';
import { dashboard } from './dashboard';
import { rowToTries, runbook, toDashboard, uids } from './links';
import { graph, stat, table } from './panels';
import { byCodeClass, dnsFailures, grown, networkCause, notEstablished, orZero, quantile, rate, tasks } from './queries';
import { dagId, datasource, namespace, node, runbooks, taskId } from './variables';

const taskColumns = { namespace: 'Namespace', dag_id: 'DAG', task_id: 'Task' };
const taskLabels = 'namespace, dag_id, task_id';
const egress = `${tasks}, direction="egress"`;
const ingress = `${tasks}, direction="ingress"`;
const alerts = 'alertname=~"Windsock.+", alertstate="firing", namespace=~"$namespace", dag_id=~"$dag_id", task_id=~"$task_id|"';
const toTries = toDashboard('What happened in its tries?', uids.tries, {
  namespace: '${__field.labels.namespace:percentencode}', dag_id: '${__field.labels.dag_id:percentencode}', task_id: '${__field.labels.task_id:percentencode}',
});

/** Where alerts lead. */
export function dagTraffic(): Dashboard {
  return dashboard({
    uid: uids.dag,
    title: 'Windsock: a DAG',
    description: 'What the tasks of a DAG do on the network, what stops them, and whether that is usual. Alerts of Windsock lead here.',
    from: 'now-3h',
    variables: [datasource, namespace, dagId, taskId, node, runbooks],
    marks: { name: 'Alerts', expr: `ALERTS{${alerts}}`, colour: colours.stopped },
    rows: [
      { title: 'Is it in trouble?', panels: trouble() },
      { title: 'Tries and causes', panels: tries() },
      { title: 'Flows and peers', panels: flows() },
      { title: 'Drops and denials', panels: denials() },
      { title: 'Connections and DNS', panels: connections() },
      { title: 'Compared with usual', panels: usual() },
      { title: 'HTTP, mesh and identity', panels: mesh(), closed: true },
    ],
  });
}

function trouble() {
  return [
    stat('Denied by policies', 'Connections and requests that a network policy denied in this time range. The runbook says how to find the policy.',
      orZero(grown('windsock_denials_total', tasks, '')), { unit: 'short', alarm: 1, decimals: 0, pages: [runbook('egress_denied')] }),
    stat('Tries failed by the network', 'Failed tries for which the network shows a cause. Which one: the row below.',
      orZero(grown('windsock_task_try_failures_total', `${tasks}, ${networkCause}`, '')), { unit: 'short', alarm: 1, decimals: 0 }),
    stat('Connections that failed', 'Part of the connections of this time range that were refused, reset, denied, timed out or not answered.',
      `${grown('windsock_connections_total', `${tasks}, ${notEstablished}`, '')} / (${grown('windsock_connections_total', tasks, '')} > 0)`,
      { unit: 'percentunit', warn: 0.05, alarm: 0.25, decimals: 1 }),
    stat('Failed DNS answers', 'Answers other than noerror and nxdomain in this time range.',
      orZero(grown('windsock_dns_queries_total', `${tasks}, ${dnsFailures}`, '')), { unit: 'short', warn: 1, decimals: 0, pages: [runbook('dns_failure')] }),
    stat('Peers', 'Different other ends in this time range. Many more than usual: see fan_out.',
      orZero(`count(${grown('windsock_peer_connections_total', tasks, 'peer')} > 0)`), { unit: 'short', decimals: 0, pages: [runbook('fan_out')] }),
    stat('Calls by mutual TLS', 'Of the connections whose proxy tells how they were protected. None: no mesh, or its proxies do not tell.',
      `sum(increase(windsock_tls_connections_total{${tasks}, tls="mutual"}[$__range])) / (sum(increase(windsock_tls_connections_total{${tasks}, tls!="unknown"}[$__range])) > 0)`,
      { unit: 'percentunit', warn: 1, alarm: 0.9, falling: true, decimals: 0, pages: [runbook('plaintext_peer')] }),
    table('Which rules of Prometheus fire about it?', 'Alerts of deploy/prometheus/rules; empty when nothing fires or those rules are not loaded. The agents tell their own alerts to your receivers.', [
      { title: 'Firing', expr: `sum by (alertname, severity, ${taskLabels}) (ALERTS{${alerts}})` },
    ], { labels: { alertname: 'Alert', severity: 'Severity', ...taskColumns }, width: 12, height: 7, hideNumbers: true, taskLinks: [rowToTries()] }),
    table('Which peers are new?', 'Other ends that no task of the DAG had in the seven days before this time range. For a DAG that is new itself, all are. Nobody knows why? Treat it as a leak.', [
      { title: 'Connections', expr: `topk(50, ${newPeers()})` },
    ], { labels: { namespace: 'Namespace', dag_id: 'DAG', peer: 'Peer' }, width: 12, height: 7, pages: [runbook('new_destination')] }),
  ];
}

function newPeers(): string {
  const by = 'namespace, dag_id, peer';
  return `${grown('windsock_peer_connections_total', tasks, by)} > 0 unless sum by (${by}) (last_over_time(windsock_peer_connections_total{${tasks}}[7d] offset $__range))`;
}

function tries() {
  return [
    graph('How do tries end?', 'Tries that ended, by result. A pod that ends well says nothing about its task: unknown, unless Airflow is asked.',
      [{ expr: rate('windsock_task_tries_total', tasks, 'result'), legend: '{{result}}' }], { unit: 'cps', bars: true, stacked: true, width: 8, colours: colours.results }),
    graph('Why do tries fail?', 'Failed tries by the best supported cause that the network shows; none_seen: look at the log of the task instead.',
      [{ expr: rate('windsock_task_try_failures_total', tasks, 'cause') + ' > 0', legend: '{{cause}}', exemplar: true }], { unit: 'cps', bars: true, stacked: true, width: 8, colours: colours.causes }),
    table('Which tasks fail, and why?', 'Failed tries in this time range. Select a task for the story of its tries.', [
      { title: 'Failed tries', expr: `topk(30, ${grown('windsock_task_try_failures_total', tasks, `${taskLabels}, cause`)} > 0)` },
    ], { labels: { ...taskColumns, cause: 'Cause' }, width: 8, height: 8, taskLinks: [rowToTries()] }),
  ];
}

function flows() {
  return [
    graph('What goes out?', 'Flow events of connections that its tasks opened, by verdict. Dots name runs.',
      [{ expr: rate('windsock_flow_events_total', egress, 'verdict'), legend: '{{verdict}}', exemplar: true }], { unit: 'cps', stacked: true, colours: colours.verdicts }),
    graph('What comes in?', 'Flow events of connections that others opened to its tasks, by verdict. Most tasks serve nobody.',
      [{ expr: rate('windsock_flow_events_total', ingress, 'verdict'), legend: '{{verdict}}', exemplar: true }], { unit: 'cps', stacked: true, colours: colours.verdicts }),
    table('Whom does it talk to?', 'The thirty peers with most connections in this time range. _other: more peers than a task may name.', [
      { title: 'Connections', expr: `topk(30, ${grown('windsock_peer_connections_total', tasks, 'peer')} > 0)` },
    ], { labels: { peer: 'Peer' }, width: 8, pages: [runbook('new_destination')] }),
    graph('What kind of peers?', 'Connections that its tasks opened. dns and cidr are outside of the cluster, entity is the API server, a node or the world without a name.',
      [{ expr: rate('windsock_connections_total', egress, 'peer_kind'), legend: '{{peer_kind}}' }], { unit: 'cps', stacked: true, width: 8 }),
    graph('How much leaves the cluster?', 'Connections of tasks to names outside, to addresses and to the world without a name.',
      [
        { expr: rate('windsock_connections_total', `${egress}, peer_kind=~"dns|cidr"`, taskLabels), legend: '{{dag_id}} {{task_id}}', exemplar: true },
        { expr: `sum by (${taskLabels}) (rate(windsock_peer_connections_total{${tasks}, peer="world"}[$__rate_interval])) > 0`, legend: '{{dag_id}} {{task_id}} world' },
      ], { unit: 'cps', width: 8, links: [toTries], pages: [runbook('exfiltration_suspect')] }),
  ];
}

function denials() {
  return [
    graph('Why are packets dropped?', "Cilium's drop reasons. policy_denied: no policy allows it; policy_deny: a policy forbids it; others are trouble of the datapath.",
      [{ expr: rate('windsock_drops_total', tasks, 'direction, reason') + ' > 0', legend: '{{direction}} {{reason}}', exemplar: true }], { unit: 'cps', width: 8, pages: [runbook('egress_denied')] }),
    graph('What do policies deny?', 'Denials by layer and cause. l3_l4: dropped; l7: the proxy refused the request.',
      [{ expr: rate('windsock_denials_total', tasks, 'layer, cause') + ' > 0', legend: '{{layer}} {{cause}}', exemplar: true }], { unit: 'cps', bars: true, stacked: true, width: 8, pages: [runbook('egress_denied')] }),
    graph('What would policies in audit mode deny?', 'Connections that will stop when the policy is enforced. Allow them first, or change the DAG.',
      [{ expr: rate('windsock_connections_would_be_denied_total', tasks, `${taskLabels}, peer_kind`), legend: '{{dag_id}} {{task_id}} to {{peer_kind}}' }], { unit: 'cps', width: 8, links: [toTries] }),
  ];
}

function connections() {
  return [
    graph('How do connections end?', 'Connections by outcome. refused: nobody listens; timeout: no answer to SYN; unanswered: nobody saw an answer; denied: a policy.',
      [{ expr: rate('windsock_connections_total', tasks, 'outcome'), legend: '{{outcome}}', exemplar: true }], { unit: 'cps', stacked: true, width: 8, colours: colours.outcomes }),
    graph('How long does it take to connect?', 'From SYN to SYN-ACK. Slow everywhere: the network; slow for one task: its peer.',
      [
        { expr: quantile(0.99, 'windsock_connection_setup_seconds', egress), legend: 'p99', exemplar: true },
        { expr: quantile(0.5, 'windsock_connection_setup_seconds', egress), legend: 'p50' },
      ], { unit: 's', width: 8, colours: { p99: colours.slow, p50: colours.informs } }),
    graph('How does DNS answer?', 'Answers by response code. nxdomain is usual with search lists; servfail and refused are not.',
      [{ expr: rate('windsock_dns_queries_total', tasks, 'rcode') + ' > 0', legend: '{{rcode}}', exemplar: true }], { unit: 'cps', stacked: true, width: 8, colours: colours.answers, pages: [runbook('dns_failure')] }),
  ];
}

function usual() {
  const connections = `rate(windsock_connections_total{${tasks}}[1h]`;
  const failing = `rate(windsock_connections_total{${tasks}, ${notEstablished}}[1h]`;
  const recorded = 'namespace=~"$namespace", dag_id=~"$dag_id", task_id=~"$task_id"';
  const palette = { now: colours.good, 'a day ago': colours.informs, 'a week ago': 'purple', 'usual at this hour': colours.unknown };
  return [
    graph('As many connections as usual?', 'Connections per second over the last hour, next to the same hour a day and a week ago, and to the median of the same hour of the last seven days (recorded by deploy/prometheus/rules). Far above: a loop, a backfill or a leak.', [
      { expr: `sum(${connections}))`, legend: 'now' },
      { expr: `sum(${connections} offset 1d))`, legend: 'a day ago' },
      { expr: `sum(${connections} offset 1w))`, legend: 'a week ago' },
      { expr: `sum(dag_task:windsock_connections:rate1h_usual{${recorded}})`, legend: 'usual at this hour' },
    ], { unit: 'cps', colours: palette, pages: [runbook('connection_surge')] }),
    graph('As many failures as usual?', 'The same for connections that failed. What fails every night is not tonight\'s cause.', [
      { expr: `sum(${failing}))`, legend: 'now' },
      { expr: `sum(${failing} offset 1d))`, legend: 'a day ago' },
      { expr: `sum(${failing} offset 1w))`, legend: 'a week ago' },
      { expr: `sum(dag_task:windsock_connections_failed:rate1h_usual{${recorded}})`, legend: 'usual at this hour' },
    ], { unit: 'cps', colours: palette }),
  ];
}

function mesh() {
  return [
    graph('What do HTTP peers answer?', 'Requests of its tasks by class of code. Seen where Cilium\'s HTTP rules apply or a mesh proxy tells.',
      [{ expr: byCodeClass(egress), legend: '{{class}}', exemplar: true }], { unit: 'reqps', stacked: true, width: 8, colours: colours.codes }),
    graph('Who says that it may not?', '401 and 407: its credentials are not taken; 403: it may not.',
      [{ expr: rate('windsock_http_requests_total', `${egress}, code=~"401|403|407"`, `${taskLabels}, code`), legend: '{{dag_id}} {{task_id}} {{code}}', exemplar: true }],
      { unit: 'reqps', width: 8, links: [toTries], pages: [runbook('permission_failures'), runbook('token_failures')] }),
    graph('How long do requests take?', 'From request to response, as its proxy or Cilium measured it.',
      [
        { expr: quantile(0.99, 'windsock_http_request_duration_seconds', egress), legend: 'p99', exemplar: true },
        { expr: quantile(0.5, 'windsock_http_request_duration_seconds', egress), legend: 'p50' },
      ], { unit: 's', width: 8, colours: { p99: colours.slow, p50: colours.informs } }),
    graph('How are calls protected?', 'Connections by protection, as the proxy of the side reports it. Plaintext into or out of the mesh is a finding.',
      [{ expr: rate('windsock_tls_connections_total', tasks, 'tls'), legend: '{{tls}}' }], { unit: 'cps', stacked: true, width: 8, colours: colours.protections, pages: [runbook('plaintext_peer')] }),
    graph('How many bytes?', 'Application bytes of connections that its proxies report.',
      [
        { expr: rate('windsock_sent_bytes_total', tasks, ''), legend: 'sent' },
        { expr: rate('windsock_received_bytes_total', tasks, ''), legend: 'received' },
      ], { unit: 'Bps', width: 8, colours: { sent: colours.failed, received: colours.informs }, pages: [runbook('exfiltration_suspect')] }),
    table('What does the mesh show?', 'What somebody may have to act on, each once per pod and peer.', [
      { title: 'Times', expr: `topk(30, ${grown('windsock_mesh_findings_total', tasks, `${taskLabels}, finding`)} > 0)`, alarm: colours.failed },
    ], { labels: { ...taskColumns, finding: 'Finding' }, width: 8, height: 8, taskLinks: [rowToTries()], pages: [runbook('principal_mismatch'), runbook('sidecar_missing')] }),
    table('Whom does it run as?', 'Service account, mesh principal as a peer verified it, and cloud identity of its pods.', [
      { title: 'Pods seen', expr: `group by (${taskLabels}, service_account, spiffe_id, cloud_identity) (windsock_dag_identity_info{${tasks}})` },
    ], { labels: { ...taskColumns, service_account: 'Service account', spiffe_id: 'Principal', cloud_identity: 'Cloud identity' }, hideNumbers: true, taskLinks: [rowToTries()], pages: [runbook('identity_shared')] }),
  ];
}
