/** How the host's ends of our test wires are named: they are no part of what is looked at. */
export const testWirePrefix = 'ptlprobe';

/** Whether an interface is the host's end of a test wire. */
export const isTestWire = (name: string): boolean => name.startsWith(testWirePrefix);
