// Writes the dashboards as Grafana imports them: main.js FOLDER
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { agentHealth } from './agent';
import { dagTraffic } from './dag';
import { fleetOverview } from './fleet';
import { platformActions } from './platform';
import { taskTries } from './tries';

const folder = process.argv[2] ?? 'dashboards';
mkdirSync(folder, { recursive: true });
for (const made of [fleetOverview(), dagTraffic(), taskTries(), platformActions(), agentHealth()]) {
  writeFileSync(join(folder, `${made.uid}.json`), `${JSON.stringify(made, null, 2)}\n`);
}
