// Loaded into a helper by NODE_OPTIONS=--require: throws outside of any request at each SIGUSR2, or
// rejects a promise that nothing awaits at each SIGWINCH.
process.on('SIGUSR2', () => {
  setImmediate(() => {
    throw new Error('planted \x1b[31merror');
  });
});
process.on('SIGWINCH', () => {
  void Promise.reject(new Error('planted rejection'));
});
