import { spawnSync } from 'node:child_process';

const interpreter = '/usr/bin/python3';

/**
 * The command line that runs a Python program with modules from a folder first, and with nothing of
 * our environment.
 */
export function pythonArgv(modules: string): readonly string[] {
  const environment = [`PYTHONPATH=${modules}`, 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'LC_ALL=C'];
  return ['env', '-i', ...environment, 'PYTHONDONTWRITEBYTECODE=1', interpreter];
}

/** Whether this system's Python has some modules. */
export function hasPythonModules(modules: readonly string[]): boolean {
  return spawnSync(interpreter, ['-c', `import ${modules.join(', ')}`]).status === 0;
}
