import { lockDirectory } from '../../src/io/disk/directory-lock.ts';

process.stdout.write(`${lockDirectory(process.argv[2] as string)}\n`);
process.stdin.resume();
