// Runs a helper and kills it with SIGKILL at the n-th thing that it changes, just before or just after the
// change. Arguments: `before:3` or `after:3`, and the helper's program with its own. A helper starts over
// with the same arguments, so this runs again with it.
const childProcess = require('node:child_process');
const fs = require('node:fs');

const [, , at = '', program = ''] = process.argv;
process.argv.splice(1, 3, program);
const [when, number] = at.split(':');
let changes = 0;
const die = () => process.kill(process.pid, 'SIGKILL');

/** Counts a change; says whether the process is to be killed after it. */
function change() {
  changes += 1;
  if (changes !== Number(number)) return false;
  if (when === 'before') die();
  return true;
}

const { spawn } = childProcess;
childProcess.spawn = (file, args, options) => {
  // setpriv starts the program, so that it ends with the helper.
  const [program, ...words] = /\/setpriv$/.test(file)
    ? args.slice(args.indexOf('--') + 1)
    : [file, ...args];
  const changing =
    /iptables-restore$/.test(program) ||
    (/\/ip6?tables$/.test(program) && words.some((word) => /^-[IDA]$/.test(word))) ||
    (/\/(ip|nsenter)$/.test(program) && words.some((word) => /^(set|add|delete)$/.test(word)));
  const last = changing && change();
  const child = spawn(file, args, options);
  if (last) child.prependListener('close', die);
  return child;
};

function wrap(name, isChange) {
  const original = fs.promises[name];
  fs.promises[name] = async (...args) => {
    const last = isChange(args) && change();
    const result = await original(...args);
    if (last) die();
    return result;
  };
}
wrap('writeFile', ([path]) => String(path).startsWith('/proc/sys/'));
wrap('rename', ([, target]) => String(target).endsWith('/state.json'));

require(program);
