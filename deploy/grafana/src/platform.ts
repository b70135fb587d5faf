import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import * as colours from './colours';
import { dashboard } from './dashboard';
import { rowToDag, rowToTries, runbook, seriesToDag, toDashboard, uids } from './links';
import { graph, stat, table, upTimeline } from './panels';
import { agents, grown, happened, orZero, quantileOfRange, rate, tasks } from './queries';
import { dagId, datasource, namespace, node, runbooks, taskId } from './variables';

const taskColumns = { namespace: 'Namespace', dag_id: 'DAG', task_id: 'Task' };
const taskLabels = 'namespace, dag_id, task_id';

/** Rules that look at identities and platforms. */
const rules = 'rule=~"static_key_suspect|token_long_lived|identity_overreach|crossplane_orphan|terraform_lock_stale|terraform_lock_contention"';

/** Cloud calls that came to something else than they were meant to. */
const failedCalls = 'outcome!~"succeeded|unknown"';

/** Who did what, through which DAG, as whom. */
export function platformActions(): Dashboard {
  return dashboard({
    uid: uids.platform,
    title: 'Windsock: identities and platform actions',
    description: 'What tasks ask of Kubernetes, Crossplane, Terraform and clouds, as whom, and why it fails. Needs the agent of the overlay audit.',
    from: 'now-6h',
    variables: [datasource, namespace, dagId, taskId, node, runbooks],
    marks: { name: 'Forbidden', expr: happened('windsock_platform_failures_total', `${tasks}, cause="permission"`, 'namespace, dag_id') + ' > 0', colour: colours.stopped },
    rows: [
      { title: 'Does anything fail?', panels: trouble() },
      { title: 'Who did what?', panels: actions() },
      { title: 'Crossplane and Terraform', panels: provisioning() },
      { title: 'Clouds', panels: clouds() },
      { title: 'As whom?', panels: identities() },
      { title: 'Is the record whole?', panels: record() },
    ],
  });
}

function trouble() {
  return [
    stat('Actions of tasks', 'Requests of tasks to Kubernetes, Crossplane, Terraform and clouds in this time range, as the platforms recorded them.',
      orZero(grown('windsock_platform_actions_total', tasks, '')), { unit: 'short', decimals: 0 }),
    stat('Forbidden', 'The identity is known and lacks the right. windsock explain and windsock audit query name the missing right.',
      orZero(grown('windsock_platform_failures_total', `${tasks}, cause="permission"`, '')), { unit: 'short', alarm: 1, decimals: 0, pages: [runbook('agent/platform_actions_forbidden')] }),
    stat('Credentials not taken', 'No token was shown, or it was refused: wrong audience, expired, of another issuer.',
      orZero(grown('windsock_platform_failures_total', `${tasks}, cause=~"missing_token|token_mismatch"`, '')), { unit: 'short', alarm: 1, decimals: 0, pages: [runbook('token_failures')] }),
    stat('Runs that waited for a state', 'Terraform runs that found the lock of their state held by another.',
      orZero(grown('windsock_terraform_lock_wait_seconds_count', tasks, '')), { unit: 'short', warn: 1, decimals: 0, pages: [runbook('agent/terraform_lock_wait')] }),
    stat('Troubles of Crossplane', 'New reasons for which what tasks claimed is not in order.',
      orZero(grown('windsock_crossplane_troubles_total', tasks, '')), { unit: 'short', warn: 1, decimals: 0, pages: [runbook('agent/crossplane_not_ready')] }),
    stat('Sources of the platform that are down', 'Nothing of what they tell is known: see the last row.',
      orZero(`count(windsock_platform_source_up{${agents}} == 0)`), { unit: 'short', alarm: 1, decimals: 0, pages: [runbook('agent/platform_source_down')], links: [toDashboard('How are the agents?', uids.agent, {})] }),
    table('Which tasks failed, and why?', 'Requests that failed in this time range, by system and cause. Select a task for the story of its tries.', [
      { title: 'Failed', expr: `topk(50, ${grown('windsock_platform_failures_total', tasks, `${taskLabels}, system, cause`)} > 0)`, alarm: colours.failed },
    ], { labels: { ...taskColumns, system: 'System', cause: 'Cause' }, width: 14, dagLinks: [rowToDag(true)], taskLinks: [rowToTries()] }),
    table('What did rules find?', 'Findings of the rules about identities and platforms in this time range. Alerts are made of them; the runbook of each rule says what to do.', [
      { title: 'Findings', expr: `sum by (rule, severity) (increase(windsock_findings_total{${agents}, ${rules}}[$__range])) > 0`, alarm: colours.failed },
      { title: 'Firing now', expr: `sum by (rule) (windsock_alerts_firing{${agents}, ${rules}}) > 0`, alarm: colours.stopped },
    ], { labels: { rule: 'Rule', severity: 'Severity' }, width: 10, pages: [runbook('README')] }),
  ];
}

function actions() {
  return [
    graph('What is asked of which system?', 'Requests of tasks by system and by what came of them.',
      [{ expr: happened('windsock_platform_actions_total', tasks, 'system, outcome'), legend: '{{system}} {{outcome}}', exemplar: true }], { unit: 'short', bars: true, stacked: true }),
    graph('Why do requests fail?', 'By cause; dots name the run. Zero is good.',
      [{ expr: happened('windsock_platform_failures_total', tasks, 'cause') + ' > 0', legend: '{{cause}}', exemplar: true }], { unit: 'short', bars: true, stacked: true, colours: colours.actionCauses, pages: [runbook('agent/platform_actions_forbidden')] }),
    graph('Which DAGs ask most?', 'The ten DAGs with most requests. Select a line for the DAG.',
      [{ expr: `topk(10, ${happened('windsock_platform_actions_total', tasks, 'namespace, dag_id')})`, legend: '{{namespace}}/{{dag_id}}' }], { unit: 'short', links: [seriesToDag()] }),
    graph('What comes of requests?', 'Requests of tasks to all systems, by outcome.',
      [{ expr: happened('windsock_platform_actions_total', tasks, 'outcome'), legend: '{{outcome}}' }], { unit: 'short', bars: true, stacked: true, colours: colours.actionOutcomes }),
    table('Who did what?', 'Requests of this time range by task, system, verb and outcome, most first. Which resource, when and as whom: windsock audit query --dag DAG.', [
      { title: 'Requests', expr: `topk(200, ${grown('windsock_platform_actions_total', tasks, `${taskLabels}, system, verb, outcome`)} > 0)` },
    ], { labels: { ...taskColumns, system: 'System', verb: 'Verb', outcome: 'Outcome' }, height: 11, dagLinks: [rowToDag(true)], taskLinks: [rowToTries()] }),
  ];
}

function quantiles(metric: string) {
  return [
    { expr: quantileOfRange(0.9, metric, tasks), legend: 'p90' },
    { expr: quantileOfRange(0.5, metric, tasks), legend: 'p50' },
  ];
}

function provisioning() {
  const look = { unit: 's', width: 8, colours: { p90: colours.slow, p50: colours.informs } };
  return [
    graph('How long until a claim is ready?', 'From its creation until it was ready for the first time, of the time range before each point.', quantiles('windsock_crossplane_ready_seconds'),
      { ...look, pages: [runbook('agent/crossplane_not_ready')] }),
    graph('How long do runs wait for a state?', 'From the first refusal of the lock until the run got it or gave up, of the time range before each point.', quantiles('windsock_terraform_lock_wait_seconds'),
      { ...look, pages: [runbook('agent/terraform_lock_wait')] }),
    graph('How long do runs hold a state?', 'How long locks of Terraform states were held, of the time range before each point. Waits of others are as long.', quantiles('windsock_terraform_lock_held_seconds'), look),
    graph('What is the matter with claims?', 'New reasons for which claims, composites and managed resources are not in order, by cause.',
      [{ expr: happened('windsock_crossplane_troubles_total', tasks, 'cause') + ' > 0', legend: '{{cause}}', exemplar: true }], { unit: 'short', bars: true, stacked: true, colours: colours.troubles, pages: [runbook('agent/crossplane_not_ready')] }),
    table('Whose claims are in trouble?', 'Troubles of this time range by task and cause. The message of the provider is in the story of the try.', [
      { title: 'Troubles', expr: `topk(30, ${grown('windsock_crossplane_troubles_total', tasks, `${taskLabels}, cause`)} > 0)`, alarm: colours.failed },
    ], { labels: { ...taskColumns, cause: 'Cause' }, width: 12, height: 8, dagLinks: [rowToDag(true)], taskLinks: [rowToTries()] }),
  ];
}

function clouds() {
  return [
    graph('Which clouds are called?', 'Calls of tasks by system and by what the host is for (token: gives out tokens; metadata: that of the node).',
      [{ expr: happened('windsock_cloud_calls_total', tasks, 'system, kind'), legend: '{{system}} {{kind}}', exemplar: true }], { unit: 'short', bars: true, stacked: true }),
    table('Which tasks call which cloud?', 'Calls of this time range by system, kind of host and outcome. Unknown: nobody could look into the connection.', [
      { title: 'Calls', expr: `topk(50, ${grown('windsock_cloud_calls_total', tasks, `${taskLabels}, system, kind, outcome`)} > 0)` },
      { title: 'Failed', expr: `topk(50, ${grown('windsock_cloud_calls_total', `${tasks}, ${failedCalls}`, `${taskLabels}, system, kind, outcome`)} > 0)`, alarm: colours.failed },
    ], { labels: { ...taskColumns, system: 'System', kind: 'Kind', outcome: 'Outcome' }, width: 12, height: 8, dagLinks: [rowToDag(true)], taskLinks: [rowToTries()] }),
  ];
}

function identities() {
  return [
    table('As whom do tasks run?', 'Service account, SPIFFE id as peers verified it, and the cloud identity that the service account is bound to. The whole map: windsock identities.', [
      { title: 'Nodes', expr: `count by (${taskLabels}, service_account, spiffe_id, cloud_identity) (windsock_dag_identity_info{${tasks}})` },
    ], { labels: { ...taskColumns, service_account: 'Service account', spiffe_id: 'SPIFFE id', cloud_identity: 'Cloud identity' }, height: 8, hideNumbers: true, dagLinks: [rowToDag(true)], taskLinks: [rowToTries()] }),
    graph('By what are callers recognised?', 'All actions, also of others than tasks. All but pod_uid and pod_name are inferred; none: not a pod that is known.',
      [{ expr: rate('windsock_platform_caller_evidence_total', agents, 'evidence'), legend: '{{evidence}}' }], { unit: 'cps', stacked: true, colours: colours.evidence }),
    graph('How sure is the caller?', 'Actions by class. Ambiguous: more than one task could have been it; unknown: nobody is known.',
      [{ expr: rate('windsock_platform_attribution_total', agents, 'class'), legend: '{{class}}' }], { unit: 'cps', stacked: true, colours: colours.classes }),
  ];
}

function record() {
  return [
    upTimeline('Since when is it recorded?', 'Sources of the platform, and the audit trail that keeps what they tell.', [
      { expr: `max by (node, source) (windsock_platform_source_up{${agents}})`, legend: '{{node}} {{source}}' },
      { expr: `max by (node) (windsock_audit_trail_up{${agents}})`, legend: '{{node}} trail' },
    ], [runbook('agent/platform_source_down'), runbook('agent/audit_trail_down')]),
    graph('What arrives?', 'Events of the platform by what became of them. A line of audit events that ends is a sender that stopped.',
      [{ expr: rate('windsock_platform_source_events_total', agents, 'source, outcome'), legend: '{{source}} {{outcome}}' }], { unit: 'cps', width: 8, pages: [runbook('agent/platform_source_silent')] }),
    graph('Which events could not be read?', 'By reason. too_long: audit.limits.maxEventBytes; cut_by_sender: the source had cut it already.',
      [{ expr: rate('windsock_platform_source_undecodable_total', agents, 'source, reason'), legend: '{{source}} {{reason}}' }], { unit: 'cps', width: 8, pages: [runbook('agent/platform_events_undecodable')] }),
    graph('Who was turned away, or dropped?', 'Requests of senders that have to come again because the queue was full, senders that showed no credential or a wrong one, and events that ended before their last stage.',
      [
        { expr: rate('windsock_platform_source_refusals_total', agents, 'source'), legend: '{{source}} queue full' },
        { expr: rate('windsock_audit_sender_refusals_total', agents, 'reason'), legend: 'credential {{reason}}' },
        { expr: rate('windsock_platform_dropped_total', agents, 'stage, reason'), legend: '{{stage}} {{reason}}' },
      ], { unit: 'cps', width: 8, pages: [runbook('agent/platform_audit_refusing'), runbook('agent/audit_sender_refused'), runbook('agent/dropping_events')] }),
    graph('What is written to the trail?', 'Records by kind. What is not written is dropped, beside.',
      [{ expr: rate('windsock_audit_trail_records_total', agents, 'kind'), legend: '{{kind}}' }], { unit: 'cps', stacked: true }),
    graph('What is missing in the trail?', 'Records that were not written, by reason: disk, queue_full, shutdown. Zero, always: evidence is lost else.',
      [{ expr: rate('windsock_audit_trail_dropped_total', agents, 'reason'), legend: '{{reason}}' }], { unit: 'cps', pages: [runbook('agent/audit_trail_dropping')] }),
  ];
}
