/** Prefix of the host's ends of test wires, which do not belong to the observed machine. */
export const testWirePrefix = 'ptlprobe';

/** Whether an interface is the host's end of a test wire. */
export const isTestWire = (name: string): boolean => name.startsWith(testWirePrefix);
