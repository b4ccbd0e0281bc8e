import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** The checkout. */
export const ROOT = join(__dirname, '..', '..');

/** What `npm pack` tells about a tarball. Sizes are in bytes. */
export interface Packed {
	filename: string;
	size: number;
	unpackedSize: number;
	files: Array<{ path: string }>;
}

/**
 * Packs the package as npm would publish it. What `npm run build` has left in `dist` goes in.
 *
 * @param project the folder with package.json
 * @param target where the tarball goes
 * @param variables environment variables beside those of the tests
 */
export function pack(
	project: string,
	target: string,
	variables: Record<string, string> = {},
): Packed {
	const output = execFileSync(
		'npm',
		['pack', '--json', '--ignore-scripts', '--pack-destination', target],
		{
			cwd: project,
			encoding: 'utf8',
			env: { ...process.env, ...variables },
			stdio: ['ignore', 'pipe', 'ignore'],
		},
	);
	const [packed] = JSON.parse(output) as Packed[];
	if (!packed) throw new Error('npm pack gave nothing');
	return packed;
}
