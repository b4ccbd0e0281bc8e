/** How long the processor works on something, in ms: no longer on a busy machine than on an idle one. */
export function cpuTimeOf(act: () => void): number {
	const before = process.cpuUsage();
	act();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1000;
}
