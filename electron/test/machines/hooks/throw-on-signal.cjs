// Runs a helper that throws outside of any request at each SIGUSR2, and rejects a promise that nothing
// awaits at each SIGWINCH. Arguments: the helper's program with its own. A helper starts over with the
// same arguments, so this runs again with it.
const [, , program = ''] = process.argv;
process.argv.splice(1, 2, program);
process.on('SIGUSR2', () => {
  setImmediate(() => {
    throw new Error('planted \x1b[31merror');
  });
});
process.on('SIGWINCH', () => {
  void Promise.reject(new Error('planted rejection'));
});

require(program);
