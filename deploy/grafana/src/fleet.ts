import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import * as colours from './colours';
import { dashboard } from './dashboard';
import { rowToDag, rowToPlatform, rowToTries, runbook, seriesToDag, toDashboard, uids } from './links';
import { graph, stat, table } from './panels';
import { dnsFailures, fleet, grown, networkCause, orZero, rate } from './queries';
import { datasource, namespace, node, runbooks } from './variables';

const dag = 'namespace, dag_id';
const dagColumns = { namespace: 'Namespace', dag_id: 'DAG' };
const firing = `ALERTS{alertname=~"Windsock.+", alertstate="firing", namespace=~"$namespace|"}`;

/** How many DAGs something happened to. */
function dagsWith(metric: string, filter: string): string {
  return orZero(`count(${grown(metric, filter, dag)} > 0)`);
}

/** The first page of whoever is on call. */
export function fleetOverview(): Dashboard {
  return dashboard({
    uid: uids.fleet,
    title: 'Windsock: all DAGs',
    description: 'Which DAGs have trouble with the network now, and can the picture be trusted? Go on from a row to the DAG.',
    from: 'now-3h',
    variables: [datasource, namespace, node, runbooks],
    rows: [
      { title: 'Is anybody in trouble?', panels: trouble() },
      { title: 'What do DAGs do?', panels: traffic() },
      { title: 'Can the picture be trusted?', panels: trust() },
    ],
  });
}

function trouble() {
  return [
    stat('How many alerts does Windsock tell?', 'Alerts that fire in the agents, counted once per agent that tells them. What they are about: /api/v1/alerts of an agent, and your receivers.',
      'sum(windsock_alerts_firing{node=~"$node"})', { unit: 'short', warn: 1 }),
    stat('How many DAGs were denied?', 'DAGs whose connections or requests a network policy denied in this time range. Open the DAG, then the runbook: is the peer meant to be called?',
      dagsWith('windsock_denials_total', fleet), { unit: 'short', alarm: 1, pages: [runbook('egress_denied')] }),
    stat('How many DAGs got failed DNS answers?', 'DAGs with DNS answers other than noerror and nxdomain. If it is most of them, look at CoreDNS first.',
      dagsWith('windsock_dns_queries_total', `${fleet}, ${dnsFailures}`), { unit: 'short', warn: 1, pages: [runbook('dns_failure')] }),
    stat('How many tries failed by the network?', 'Failed tries for which the network shows a cause, in this time range.',
      orZero(grown('windsock_task_try_failures_total', `${fleet}, ${networkCause}`, '')), { unit: 'short', warn: 1 }),
    stat('How many DAGs talk without mTLS?', 'DAGs with calls into or out of the mesh that were not mutual TLS, by what proxies tell.',
      dagsWith('windsock_mesh_findings_total', `${fleet}, finding="without_mutual_tls"`), { unit: 'short', warn: 1, pages: [runbook('plaintext_peer')] }),
    stat('Does every agent see its node?', 'Sources of flows that are down. What runs on their nodes is not on any page here.',
      orZero('count(windsock_source_up{node=~"$node"} == 0)'), { unit: 'short', alarm: 1, pages: [runbook('agent/source_down')], links: [toDashboard('How are the agents?', uids.agent, {})] }),
    table('Which DAGs need a look?', 'Trouble in this time range, worst first. Select a DAG to see what it does.', [
      { title: 'Denials', expr: `topk(50, ${grown('windsock_denials_total', fleet, dag)} > 0)`, alarm: colours.stopped },
      { title: 'Tries failed by network', expr: `topk(50, ${grown('windsock_task_try_failures_total', `${fleet}, ${networkCause}`, dag)} > 0)`, alarm: colours.failed },
      { title: 'Connections that failed', expr: `topk(50, ${grown('windsock_connections_total', `${fleet}, outcome=~"refused|reset|timeout|unanswered"`, dag)} > 0)`, alarm: colours.slow },
      { title: 'DNS failures', expr: `topk(50, ${grown('windsock_dns_queries_total', `${fleet}, ${dnsFailures}`, dag)} > 0)`, alarm: colours.failed },
      { title: 'HTTP 401 and 403', expr: `topk(50, ${grown('windsock_http_requests_total', `${fleet}, direction="egress", code=~"401|403|407"`, dag)} > 0)`, alarm: colours.failed },
      { title: 'HTTP 5xx', expr: `topk(50, ${grown('windsock_http_requests_total', `${fleet}, direction="egress", code=~"5.."`, dag)} > 0)`, alarm: colours.slow },
    ], { labels: dagColumns, dagLinks: [rowToDag(false), rowToPlatform()], height: 10 }),
    table('Why did tries fail?', 'Tasks whose tries failed by a cause that the network shows. Select a task for the story of its tries.', [
      { title: 'Failed tries', expr: `topk(30, ${grown('windsock_task_try_failures_total', `${fleet}, ${networkCause}`, 'namespace, dag_id, task_id, cause')} > 0)` },
    ], { labels: { ...dagColumns, task_id: 'Task', cause: 'Cause' }, width: 12, dagLinks: [rowToDag(true)], taskLinks: [rowToTries()] }),
    table('Which rules of Prometheus fire?', 'Alerts of deploy/prometheus/rules; empty when those rules are not loaded.', [
      { title: 'Firing', expr: `sum by (alertname, severity, namespace, dag_id, task_id) (${firing})` },
    ], { labels: { alertname: 'Alert', severity: 'Severity', ...dagColumns, task_id: 'Task' }, width: 12, dagLinks: [rowToDag(false)], hideNumbers: true }),
  ];
}

function traffic() {
  const links = [seriesToDag()];
  return [
    graph('What happens to flows?', 'Flow events of tasks by verdict. Red is what policies and the datapath dropped.',
      [{ expr: rate('windsock_flow_events_total', fleet, 'verdict'), legend: '{{verdict}}' }], { unit: 'cps', stacked: true, colours: colours.verdicts }),
    graph('How do connections end?', 'Connections of tasks by outcome.',
      [{ expr: rate('windsock_connections_total', fleet, 'outcome'), legend: '{{outcome}}' }], { unit: 'cps', stacked: true, colours: colours.outcomes }),
    graph('Which DAGs open most connections?', 'The ten busiest DAGs. A line that leaves its place is worth a look: compare it with usual on its page.',
      [{ expr: `topk(10, ${rate('windsock_connections_total', `${fleet}, direction="egress"`, dag)})`, legend: '{{namespace}}/{{dag_id}}' }], { unit: 'cps', links }),
    graph('Which DAGs leave the cluster?', 'Connections to names outside and to addresses, the ten DAGs with most.',
      [{ expr: `topk(10, ${rate('windsock_connections_total', `${fleet}, direction="egress", peer_kind=~"dns|cidr"`, dag)})`, legend: '{{namespace}}/{{dag_id}}' }], { unit: 'cps', links }),
    graph('Which DAGs are denied?', 'Denials by policies, the ten DAGs with most.',
      [{ expr: `topk(10, ${rate('windsock_denials_total', fleet, dag)} > 0)`, legend: '{{namespace}}/{{dag_id}}', exemplar: true }], { unit: 'cps', links, pages: [runbook('egress_denied')] }),
    graph('What do rules find?', 'Findings of the agents by rule, each time something is found. Alerts are made of them.',
      [{ expr: rate('windsock_findings_total', 'node=~"$node"', 'rule') + ' > 0', legend: '{{rule}}' }], { unit: 'cps', pages: [runbook('README')] }),
  ];
}

function trust() {
  const links = [toDashboard('How is the agent of this node?', uids.agent, { node: '${__field.labels.node:percentencode}' })];
  return [
    graph('How much of the flows came through?', 'Decoded flows over offered ones since the start of each agent. Below 95 % counts are lower bounds, and alerts that rest on whole counts wait.',
      [{ expr: 'min by (node, source) (windsock_completeness_ratio{node=~"$node"})', legend: '{{node}} {{source}}' }],
      { unit: 'percentunit', max: 1, width: 8, links, pages: [runbook('agent/completeness_low')] }),
    graph('How sure is it whose flows they are?', 'Flow events of tasks by how sure the attribution is. Ambiguous and unknown ones enter no profile and page nobody.',
      [{ expr: rate('windsock_attribution_total', 'kind="task", node=~"$node"', 'class'), legend: '{{class}}' }], { unit: 'cps', stacked: true, width: 8, colours: colours.classes }),
    graph('Is every agent there?', 'Agents that Prometheus reaches. Fewer than nodes: kubectl -n windsock get pods -o wide.',
      [{ expr: 'count(windsock_build_info{node=~"$node"})', legend: 'agents' }], { unit: 'short', width: 8, pages: [runbook('agent/agent_down')] }),
  ];
}
