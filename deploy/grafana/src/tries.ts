import { DashboardLinkBuilder, DashboardLinkType, type Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import * as colours from './colours';
import { dashboard } from './dashboard';
import { runbook, toDashboard, uids } from './links';
import { graph, stat, table, text } from './panels';
import { byCodeClass, grown, networkCause, notEstablished, oneTask, orZero, quantile, rate } from './queries';
import { agent, datasource, oneDag, oneNamespace, oneTaskId, runbooks } from './variables';

/** The agent's own page, asked with the ids of the task. */
const query = 'namespace=${namespace:percentencode}&dag=${dag_id:percentencode}&task=${task_id:percentencode}';

function story(title: string, more = ''): DashboardLinkBuilder {
  return new DashboardLinkBuilder(title).type(DashboardLinkType.Link).url(`\${agent:raw}/api/v1/tries?${query}${more}`).targetBlank(true);
}

const next = `
1. Dots on the graphs are single runs: \`run_id\` and \`try_number\` name the try, \`trace_id\` its trace.
2. The agent of the node where a try ran tells its story: [all tries](\${agent:raw}/api/v1/tries?${query}), [those that failed](\${agent:raw}/api/v1/tries?${query}&result=failed). Each has an \`id\`: \`\${agent:raw}/api/v1/tries/ID\`.
3. On a terminal: \`windsock explain --id ID\`. Every agent knows the tries of its own node; how to ask them all is in the [runbooks](\${runbooks:raw}/README.md).
`.trim();

/** What the tries of one task did. */
export function taskTries(): Dashboard {
  const toDag = toDashboard('What does the DAG do?', uids.dag, { namespace: '${namespace:percentencode}', dag_id: '${dag_id:percentencode}' });
  return dashboard({
    uid: uids.tries,
    title: 'Windsock: tries of a task',
    description: 'What the tries of one task did on the network, and where the story of a single try is told.',
    from: 'now-6h',
    variables: [datasource, oneNamespace, oneDag, oneTaskId, agent, runbooks],
    marks: { name: 'Failed tries', expr: `sum by (cause) (increase(windsock_task_try_failures_total{${oneTask}}[1m])) > 0`, colour: colours.stopped },
    rows: [
      {
        title: 'What became of its tries?',
        panels: [
          stat('Tries that failed', 'In this time range. Select the number for their stories.', orZero(grown('windsock_task_tries_total', `${oneTask}, result="failed"`, '')),
            { unit: 'short', alarm: 1, decimals: 0, links: [story('Their stories', '&result=failed')] }),
          stat('By a cause of the network', 'Failed tries for which the network shows a cause.', orZero(grown('windsock_task_try_failures_total', `${oneTask}, ${networkCause}`, '')),
            { unit: 'short', alarm: 1, decimals: 0 }),
          stat('Tries that ended', 'In this time range, however they ended.', orZero(grown('windsock_task_tries_total', oneTask, '')), { unit: 'short', decimals: 0, links: [story('Their stories'), toDag] }),
          text('How to go on', next, 12, 4),
          graph('When did tries end, and how?', 'Tries by result. A pod that ends well says nothing about its task: unknown, unless Airflow is asked.',
            [{ expr: `sum by (result) (increase(windsock_task_tries_total{${oneTask}}[$__rate_interval]))`, legend: '{{result}}' }], { unit: 'short', bars: true, stacked: true, colours: colours.results }),
          graph('What caused the failures?', 'Failed tries by the best supported cause; dots name the run.',
            [{ expr: `sum by (cause) (increase(windsock_task_try_failures_total{${oneTask}}[$__rate_interval])) > 0`, legend: '{{cause}}', exemplar: true }], { unit: 'short', bars: true, stacked: true, colours: colours.causes }),
        ],
      },
      {
        title: 'What did they do?',
        panels: [
          graph('Connections', 'By outcome. Dots name the run.', [{ expr: rate('windsock_connections_total', oneTask, 'outcome'), legend: '{{outcome}}', exemplar: true }],
            { unit: 'cps', stacked: true, width: 8, colours: colours.outcomes }),
          table('Peers', 'Other ends in this time range.', [{ title: 'Connections', expr: `topk(30, ${grown('windsock_peer_connections_total', oneTask, 'peer')} > 0)` }],
            { labels: { peer: 'Peer' }, width: 8, height: 8 }),
          graph('How long does it take to connect?', 'From SYN to SYN-ACK. Dots name the run.', [
            { expr: quantile(0.99, 'windsock_connection_setup_seconds', oneTask), legend: 'p99', exemplar: true },
            { expr: quantile(0.5, 'windsock_connection_setup_seconds', oneTask), legend: 'p50' },
          ], { unit: 's', width: 8, colours: { p99: colours.slow, p50: colours.informs } }),
        ],
      },
      {
        title: 'What stopped them?',
        panels: [
          graph('Denials', 'By layer and cause; zero is good.', [{ expr: rate('windsock_denials_total', oneTask, 'layer, cause'), legend: '{{layer}} {{cause}}', exemplar: true }],
            { unit: 'cps', width: 8, pages: [runbook('egress_denied')] }),
          graph('Connections that failed', 'By outcome; dots name the run. Zero is good.', [{ expr: rate('windsock_connections_total', `${oneTask}, ${notEstablished}`, 'outcome'), legend: '{{outcome}}', exemplar: true }],
            { unit: 'cps', width: 8, colours: colours.outcomes }),
          graph('HTTP answers', 'By class of code, where HTTP is seen.', [{ expr: byCodeClass(oneTask), legend: '{{class}}', exemplar: true }],
            { unit: 'reqps', stacked: true, width: 8, colours: colours.codes, pages: [runbook('permission_failures'), runbook('token_failures')] }),
        ],
      },
    ],
  });
}
