import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import * as colours from './colours';
import { dashboard } from './dashboard';
import { runbook, uids } from './links';
import { graph, stat, table, upTimeline } from './panels';
import { agents, orZero, rate } from './queries';
import { datasource, node, runbooks } from './variables';

/** Windsock's own health. */
export function agentHealth(): Dashboard {
  return dashboard({
    uid: uids.agent,
    title: 'Windsock: the agents',
    description: 'Whether the agents see everything, keep up, deliver their alerts and stay small.',
    from: 'now-3h',
    variables: [datasource, node, runbooks],
    rows: [
      { title: 'Do they see everything?', panels: sight() },
      { title: 'Do they keep up?', panels: pace() },
      { title: 'Whose flows are they?', panels: attribution() },
      { title: 'Do alerts leave?', panels: delivery() },
      { title: 'Do they stay small?', panels: size() },
    ],
  });
}

function sight() {
  return [
    stat('Sources that are down', 'Nothing of what they watch is seen.', orZero(`count(windsock_source_up{${agents}} == 0) + count(windsock_call_source_up{${agents}} == 0) or count(windsock_source_up{${agents}} == 0) or count(windsock_call_source_up{${agents}} == 0)`),
      { unit: 'short', alarm: 1, width: 6, pages: [runbook('agent/source_down')] }),
    stat('Completeness of the worst agent', 'Decoded flows over offered ones since its start.', `min(windsock_completeness_ratio{${agents}})`,
      { unit: 'percentunit', warn: 0.99, alarm: 0.95, falling: true, width: 6, decimals: 2, pages: [runbook('agent/completeness_low')] }),
    stat('Watches of Kubernetes that are down', 'Without them pods are known by what flows say only.', orZero(`count(windsock_cluster_watch_up{${agents}} == 0)`),
      { unit: 'short', alarm: 1, width: 6, pages: [runbook('agent/cluster_view_down')] }),
    stat('Agents', 'That Prometheus reaches. Fewer than nodes: kubectl -n windsock get pods -o wide.', `count(windsock_build_info{${agents}})`, { unit: 'short', width: 6, pages: [runbook('agent/agent_down')] }),
    upTimeline('Since when is a source up?', 'Streams of flows and of calls by node.', [
      { expr: `max by (node, source) (windsock_source_up{${agents}})`, legend: '{{node}} {{source}}' },
      { expr: `max by (node, source) (windsock_call_source_up{${agents}})`, legend: '{{node}} {{source}}' },
    ], [runbook('agent/source_down')]),
    graph('What was lost before it arrived?', 'Events that the source itself says it lost. hubble_ring_buffer: the agent reads too slowly; perf_event_ring_buffer: the node is too busy.',
      [{ expr: rate('windsock_source_lost_events_total', agents, 'node, source, reason'), legend: '{{node}} {{source}} {{reason}}' }], { unit: 'cps', width: 8, pages: [runbook('agent/losing_events')] }),
    graph('What could not be read?', 'Messages that are not what they should be. Some after an update of Cilium: compare versions.',
      [
        { expr: rate('windsock_source_undecodable_total', agents, 'source, reason'), legend: '{{source}} {{reason}}' },
        { expr: rate('windsock_call_source_undecodable_total', agents, 'source, reason'), legend: '{{source}} {{reason}}' },
      ], { unit: 'cps', width: 8 }),
    graph('How often did sources break?', 'Failures and gaps of sources. After a gap nobody can say what was missed.',
      [
        { expr: `sum by (node, source) (increase(windsock_source_failures_total{${agents}}[$__rate_interval]))`, legend: '{{node}} {{source}} failed' },
        { expr: `sum by (node, source) (increase(windsock_source_gaps_total{${agents}}[$__rate_interval]))`, legend: '{{node}} {{source}} gap' },
      ], { unit: 'short', bars: true, width: 8 }),
  ];
}

function pace() {
  return [
    graph('How much arrives?', 'Flow messages and calls per node.',
      [
        { expr: rate('windsock_source_events_total', agents, 'node, source'), legend: '{{node}} {{source}}' },
        { expr: rate('windsock_call_source_calls_total', agents, 'node, source'), legend: '{{node}} {{source}}' },
      ], { unit: 'cps', width: 8 }),
    graph('How full are queues?', 'A queue of flows that is full makes Hubble wait; one of calls drops and counts.',
      [{ expr: `max by (node, queue) (windsock_queue_entries{${agents}} / windsock_queue_capacity{${agents}})`, legend: '{{node}} {{queue}}' }], { unit: 'percentunit', max: 1, width: 8, pages: [runbook('agent/queue_full')] }),
    graph('What was dropped inside?', 'Flow events and calls that ended before their last stage. Zero unless an agent is overloaded or stops.',
      [
        { expr: rate('windsock_dropped_total', `${agents}, intentional="false"`, 'stage, reason'), legend: 'flows: {{stage}} {{reason}}' },
        { expr: rate('windsock_call_dropped_total', agents, 'stage, reason'), legend: 'calls: {{stage}} {{reason}}' },
      ], { unit: 'cps', width: 8, pages: [runbook('agent/dropping_events')] }),
    graph('Which stage works most?', 'Processor time by stage, all agents. 1 is a whole core.',
      [{ expr: rate('windsock_stage_seconds_total', agents, 'stage'), legend: '{{stage}}' }], { unit: 'percentunit', stacked: true }),
    graph('Is there room for what must be remembered?', 'Used part of tables that have an end: connections, tries, profiles, alerts, interned texts.',
      [
        { expr: `max by (node) (windsock_connection_table_entries{${agents}} / windsock_connection_table_capacity{${agents}})`, legend: '{{node}} connections' },
        { expr: `max by (node) ((windsock_tries_open{${agents}} + windsock_tries_kept{${agents}}) / windsock_tries_capacity{${agents}})`, legend: '{{node}} tries' },
        { expr: `max by (node) (windsock_profiles{${agents}} / windsock_profiles_capacity{${agents}})`, legend: '{{node}} profiles' },
        { expr: `max by (node) (windsock_alerts_tracked{${agents}} / windsock_alerts_capacity{${agents}})`, legend: '{{node}} alerts' },
        { expr: `max by (node, table) (windsock_intern_entries{${agents}} / windsock_intern_capacity{${agents}})`, legend: '{{node}} {{table}}' },
      ], { unit: 'percentunit', max: 1 }),
  ];
}

function attribution() {
  return [
    graph('How sure is it?', 'Flow events by class. Ambiguous: two pods had the address; unknown: no pod is known for it.',
      [{ expr: rate('windsock_attribution_total', agents, 'class'), legend: '{{class}}' }], { unit: 'cps', stacked: true, width: 8, colours: colours.classes }),
    graph('Whom do flows concern?', 'Tasks, components of Airflow, others.', [{ expr: rate('windsock_attribution_total', agents, 'kind'), legend: '{{kind}}' }], { unit: 'cps', stacked: true, width: 8 }),
    graph('What does the agent know of the cluster?', 'Pods that flows can be attributed to, ended ones that late flows may still concern, and flows that wait for their pod.',
      [
        { expr: `sum by (node) (windsock_attribution_pods{${agents}})`, legend: '{{node}} pods' },
        { expr: `sum by (node) (windsock_attribution_tombstones{${agents}})`, legend: '{{node}} ended' },
        { expr: `sum by (node) (windsock_waiting_flows{${agents}})`, legend: '{{node}} waiting flows' },
      ], { unit: 'short', width: 8, pages: [runbook('agent/cluster_view_down')] }),
  ];
}

function delivery() {
  return [
    graph('Which alerts fire?', 'By rule, counted once per agent.', [{ expr: `sum by (rule) (windsock_alerts_firing{${agents}}) > 0`, legend: '{{rule}}' }], { unit: 'short', stacked: true, width: 8, pages: [runbook('README')] }),
    graph('Do messages get through?', 'Ended deliveries by outcome; attempts that have to be repeated.',
      [
        { expr: rate('windsock_alert_deliveries_total', agents, 'sink, outcome'), legend: '{{sink}} {{outcome}}' },
        { expr: rate('windsock_alert_delivery_attempts_total', `${agents}, result="retryable"`, 'sink'), legend: '{{sink}} to be repeated' },
      ], { unit: 'cps', width: 8, pages: [runbook('agent/alerts_undelivered')] }),
    graph('How many wait?', 'Messages that are not delivered yet. They survive a restart when there is a state directory.',
      [{ expr: `sum by (node, sink) (windsock_alert_deliveries_waiting{${agents}})`, legend: '{{node}} {{sink}}' }], { unit: 'short', width: 8, pages: [runbook('agent/alerts_undelivered')] }),
    stat('Messages that nobody took', 'Dead letters of this time range; they are in dead-letters.jsonl of the state directory.', orZero(`sum(increase(windsock_outbox_dead_letters_total{${agents}}[$__range]))`),
      { unit: 'short', alarm: 1, decimals: 0, width: 6, pages: [runbook('agent/alerts_lost')] }),
    stat('Messages lost for want of room', 'Of this time range: the outbox was full, or the agent stopped without a state directory.', orZero(`sum(increase(windsock_outbox_dropped_total{${agents}, reason!="duplicate"}[$__range]))`),
      { unit: 'short', alarm: 1, decimals: 0, width: 6, pages: [runbook('agent/alerts_lost')] }),
    stat('Failed writes of the state', 'Profiles, alerts and outbox of this time range; what failed is tried again.',
      orZero(`sum(increase(windsock_state_writes_total{${agents}, outcome="failed"}[$__range])) + sum(increase(windsock_outbox_writes_total{${agents}, outcome="failed"}[$__range]))`),
      { unit: 'short', alarm: 1, decimals: 0, width: 6, pages: [runbook('agent/state_failing')] }),
    stat('Guardrail patterns without a DAG', 'Patterns that matched no try for seven days on the agent with fewest: DAGs were renamed, or the pattern has a typo.',
      `min(windsock_guardrail_unmatched_patterns{${agents}})`, { unit: 'short', warn: 1, width: 6, pages: [runbook('agent/guardrail_unmatched')] }),
  ];
}

function size() {
  return [
    graph('How much processor?', 'Of each agent; 1 is a whole core.', [{ expr: rate('windsock_process_cpu_seconds_total', agents, 'node'), legend: '{{node}}' }], { unit: 'percentunit', width: 8 }),
    graph('How much memory?', 'Resident memory and managed heap. The manifests allow 256 MiB.',
      [
        { expr: `max by (node) (windsock_process_resident_memory_bytes{${agents}})`, legend: '{{node}} resident' },
        { expr: `max by (node) (windsock_process_heap_bytes{${agents}})`, legend: '{{node}} heap' },
      ], { unit: 'bytes', width: 8 }),
    graph('How many series?', 'Series that exist, by family.', [{ expr: `topk(8, sum by (family) (windsock_series{${agents}}))`, legend: '{{family}}' }], { unit: 'short', stacked: true, width: 8, pages: [runbook('agent/series_folded')] }),
    graph('Is a scrape quick?', 'Mean time of a complete answer, and its size.',
      [{ expr: `sum by (node) (rate(windsock_scrape_seconds_total{${agents}}[$__rate_interval])) / sum by (node) (rate(windsock_scrapes_total{${agents}, result="complete"}[$__rate_interval]))`, legend: '{{node}}' }], { unit: 's', width: 8 }),
    graph('What was folded together?', 'New series that found the budget spent; they are counted as _other. Sums stay exact.',
      [{ expr: rate('windsock_series_folded_total', agents, 'family') + ' > 0', legend: '{{family}}' }], { unit: 'cps', width: 8, pages: [runbook('agent/series_folded')] }),
    table('Which version runs where?', 'Agents, their build and the Hubble they read.', [
      { title: 'Agents', expr: `count by (node, version, commit) (windsock_build_info{${agents}})` },
    ], { labels: { node: 'Node', version: 'Version', commit: 'Commit' }, width: 8, height: 8 }),
  ];
}
