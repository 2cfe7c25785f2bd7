/**
 * What the product does with a folder of pictures, as a process of its own: finds the files, reads, checks, signs and
 * dates them, copies them to the disk and writes their rows. Reads the folder and a place for the library from its
 * arguments, and prints what the job counted and the most memory that was resident.
 */
import { openBenchLibrary } from './bench-library.ts';

const [folder = '', libraryPath = ''] = process.argv.slice(2);
const library = await openBenchLibrary(libraryPath);
let mostResident = 0;
const watch = setInterval(() => {
  mostResident = Math.max(mostResident, process.memoryUsage.rss());
}, 50);
try {
  const { id } = await library.importing.start({ paths: [folder], mode: 'copy', dryRun: false });
  for await (const job of library.jobs.watch(id, undefined)) {
    if (job.status === 'failed' || job.status === 'cancelled') throw new Error(job.errorMessage ?? job.status);
  }
  const { result } = await library.jobs.get(id);
  process.stdout.write(JSON.stringify({ ...result, mostResident }));
} finally {
  clearInterval(watch);
  await library.close();
}
