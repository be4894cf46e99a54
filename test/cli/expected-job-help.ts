import {globals} from './help-parts.js';

/** Help of jobs, config, server and support-bundle. */
export const expectedJobHelp: Readonly<Record<string, string>> = {
	jobs: `Usage: milvault jobs <command>

Every create, restore and delete is a job. One that was cut short (killed,
cancelled, out of reach of its servers) can be continued: what is done is not
done again.

Options:
  -h, --help             show this help

${globals}
Commands:
  list                   list the jobs that run, were cut short, or ended lately
  get                    show a job, and where its log is
  attach                 watch a job until it is over
  continue               go on with a job that was cut short
  cancel                 cancel a running job
  clean                  remove what a job that was cut short has left
`,
	'jobs list': `Usage: milvault jobs list

Lists the jobs that run, were cut short, or ended lately, newest first.

Options:
  -h, --help             show this help

${globals}
Examples:
  # What runs?
  milvault jobs list
`,
	'jobs get': `Usage: milvault jobs get <id>

Shows a job, and where its log is.

Arguments:
  id                     the job’s id, or its beginning

Options:
  -h, --help             show this help

${globals}
Examples:
  # How did it end?
  milvault jobs get 0f8b2c64
`,
	'jobs attach': `Usage: milvault jobs attach <id>

Shows a job’s progress until it is over. Ctrl-C ends the watching; the job goes
on.

Arguments:
  id                     the job’s id, or its beginning

Options:
  -h, --help             show this help

${globals}
Examples:
  # Watch it
  milvault jobs attach 0f8b2c64
`,
	'jobs continue': `Usage: milvault jobs continue [options] <id>

Goes on with a job that was cut short: no object is copied twice, no import job
runs twice. Running the same create or restore again does the same.

Arguments:
  id                     the job’s id, or its beginning

Options:
  --detach               do it in a process of its own, which outlives this
                         terminal
  -h, --help             show this help

${globals}
Examples:
  # Go on
  milvault jobs continue 0f8b2c64
`,
	'jobs cancel': `Usage: milvault jobs cancel <id>

Asks a running job to end, and waits until it has. What it did can be continued
or cleaned up.

Arguments:
  id                     the job’s id, or its beginning

Options:
  -h, --help             show this help

${globals}
Examples:
  # Cancel it
  milvault jobs cancel 0f8b2c64
`,
	'jobs clean': `Usage: milvault jobs clean <id>

Removes what a job that was cut short has left: an unfinished backup, working
collections, temporary copies. What was to be replaced is there under its name.

Arguments:
  id                     the job’s id, or its beginning

Options:
  -h, --help             show this help

${globals}
Examples:
  # Clean up
  milvault jobs clean 0f8b2c64
`,
	config: `Usage: milvault config <command>

Show, check and import configuration.

Options:
  -h, --help             show this help

${globals}
Commands:
  show                   show every value in use and where it came from
  check                  tell every mistake in the configuration at once
  import                 add a cluster from milvus-backup’s or Milvus’s own file
`,
	'config show': `Usage: milvault config show

Shows every value in use and where it came from: file and line, variable, flag,
default. Secrets are masked, and none is fetched.

Options:
  -h, --help             show this help

${globals}
Examples:
  # What is in use?
  milvault config show
`,
	'config check': `Usage: milvault config check

Tells every mistake in the file and the environment at once, with what is
allowed and what was probably meant. milvault check looks at the servers.

Options:
  -h, --help             show this help

${globals}
Examples:
  # Before it is used
  milvault config check --config milvault.yaml
`,
	'config import': `Usage: milvault config import [options] <file>

Adds a cluster to the configuration from milvus-backup’s backup.yaml (with its
repository) or from Milvus’s own milvus.yaml. Addresses are as Milvus sees them:
--address says where Milvus is for this machine.

Arguments:
  file                   backup.yaml or milvus.yaml

Options:
  --as <name>            name of the cluster, and of the repository (default:
                         imported)
  --dry-run              only show what was understood
  -h, --help             show this help

${globals}
Examples:
  # From milvus-backup
  milvault config import configs/backup.yaml --as prod
  # From Milvus itself
  milvault config import milvus.yaml --as prod --address milvus-1:19530
`,
	server: `Usage: milvault server [options]

Serves one cluster and one repository over HTTP until it is asked to end:
/api/v2, and /api/v1 as milvus-backup has it, with Swagger UI at /docs. Callers
show a token: MILVAULT_TOKEN, --token-file, or one that is made and whose file
is printed.

Options:
  -p, --port <port>      where to listen; 0: a free one (default: 8080)
  --host <address>       address to listen at (default: 127.0.0.1)
  --no-auth              no token; only for a loopback address
  --token-file <file>    a file that holds the token
  --tls-cert <file>      certificate, PEM; with it the server speaks HTTPS
  --tls-key <file>       its key, PEM
  --max-jobs <n>         jobs at a time; more are refused (default: 4)
  -h, --help             show this help

${globals}
Examples:
  # For programs on this machine
  milvault server
  # For others, with a certificate
  milvault server --host 0.0.0.0 --tls-cert cert.pem --tls-key key.pem
`,
	'support-bundle': `Usage: milvault support-bundle [options]

Writes one text file to attach to an issue: configuration with secrets masked,
versions, the plans and logs of the last jobs. Read it before you send it: names
of databases and collections are in it.

Options:
  --output <file>        the file (default: milvault-support-<time>.txt)
  -h, --help             show this help

${globals}
Examples:
  # Write it
  milvault support-bundle
`,
};
