import {expectedJobHelp} from './expected-job-help.js';
import {globals, storage, wideGlobals} from './help-parts.js';

/** Every `--help` in English, whole, by command; the README's reference is the same text. */
export const expectedHelp: Readonly<Record<string, string>> = {
	'': `Usage: milvault [options] <command>

Back up and restore Milvus collections, checked from end to end, in the format
of milvus-backup. Without a command, a wizard leads through it.

Options:
  -v, --version          show the version
  --config <file>        configuration file: milvault.yaml, or milvus-backup’s
                         backup.yaml
  --cluster <name>       the cluster to use, by its name in the configuration
  --repository <name>    the repository to use, by its name in the configuration
  --address <host:port>  Milvus’s address, instead of the configured one
  --no-input             never ask; fail where a question would be
  --plain                the wizard, line by line
  --json                 one JSON object per line on standard output
  --debug                with an error, show what caused it
  --lang <language>      language of messages: en or zh (default: the system’s)
  -h, --help             show this help

Commands:
  create                 make a backup
  list                   list the backups in the repository
  get                    show what a backup holds
  restore                restore a backup
  verify                 check that backups are still what they were
  check                  look at every place that a backup and a restore need
  delete                 delete backups
  jobs                   see, continue, cancel and clean up what runs or was cut
                         short
  practice               a Milvus of its own on this machine, to practise on
  cluster                the clusters in the configuration
  repository             the repositories in the configuration
  config                 show, check and import configuration
  server                 serve REST, with Swagger UI at /docs
  support-bundle         write one file to attach to an issue
  help                   show the help of a command

Examples:
  # Try it on a Milvus of its own, on this machine
  milvault practice start
  # Back up everything, then see what there is
  milvault create --name my_backup
  # Restore it beside the originals
  milvault restore --name my_backup --suffix _restored
`,
	create: `Usage: milvault create [options]

Makes a backup of the chosen collections and checks that every object arrived.
Prints the plan first.

Options:
  --name <name>          the backup’s name; {date} and {time} become UTC’s, as
                         2026_11_22 and 103000 (default: backup_{date}_{time})
  --filter <filter>      which collections: coll, db.coll, db.*, db. (the
                         database alone) or *, comma separated (default:
                         everything)
  --strategy <strategy>  auto or flush: flush first; skip_flush: only what is
                         flushed already; meta_only: no rows (default: auto)
  --rbac                 users, roles and privileges too (Milvus 2.4 and newer)
  --only-failed          add to the backup --name, which is partial, what failed
                         when it was made
  --bwlimit <rate>       at most so many bytes of objects a second, as 50M or
                         5MiB, the store’s own copies included
  --max-requests <n>     at most so many requests to object storage a second
  --detach               do it in a process of its own, which outlives this
                         terminal
  --dry-run              only print the plan
  -h, --help             show this help

${globals}
Examples:
  # Back up everything
  milvault create
  # A database and one collection of another, every night
  milvault create --name 'nightly_{date}' --filter 'sales.*,default.products'
  # See what would be done
  milvault create --dry-run
  # What failed the last time
  milvault create --name my_backup --only-failed
`,
	list: `Usage: milvault list

Lists the backups in the repository, newest first, also unfinished and
unreadable ones.

Options:
  -h, --help             show this help

${globals}
Examples:
  # List them
  milvault list
  # The names only
  milvault list --json | jq -r '.backups[].name'
`,
	get: `Usage: milvault get <name>

Shows what a backup holds: databases, collections, fields, partitions, indexes.

Arguments:
  name                   the backup’s name

Options:
  -h, --help             show this help

${globals}
Examples:
  # Look into a backup
  milvault get my_backup
`,
	restore: `Usage: milvault restore [options] [name]

Restores the chosen collections, ready to query, and checks them against the
backup. Prints the plan first. A collection appears under its name only when all
of it is there.

Arguments:
  name                   the backup’s name

Options:
  --name <name>          the backup’s name, as the argument
  --filter <filter>      which collections, by their names in the backup: coll,
                         db.coll, db.*, db. or *, comma separated (default:
                         everything)
  --suffix <suffix>      restore each collection under its name plus this
  --rename <from:to>     restore under other names: a:b, db.a:db2.b, db.*:db2.*;
                         repeatable, comma separated; not with --suffix
  --on-conflict <what>   when a collection exists: fail; rename (adds
                         _restored); skip; append (same schema only); replace
                         (dropped last, see --confirm); for one of the backup:
                         orders:append; repeatable, comma separated (default:
                         fail)
  --no-index             do not build indexes (and therefore do not load)
  --no-load              do not load collections that were loaded
  --data-only            the same as --no-index --no-load
  --meta-only            make the collections without their rows
  --rbac                 users, roles and privileges too (Milvus 2.4 and newer)
  --confirm <name>       a collection that may be replaced, by its name;
                         repeatable, comma separated
  --without-ttl          without the time to live of collections, under which
                         old rows vanish
  --move-aliases         aliases of the backup that other collections hold go to
                         the restored ones
  --trust                do not decode what no recorded checksum proves (backups
                         by milvus-backup) before Milvus gets it: a damaged file
                         can end Milvus
  --bwlimit <rate>       at most so many bytes of objects a second, as 50M or
                         5MiB, the store’s own copies included
  --max-requests <n>     at most so many requests to object storage a second
  --detach               do it in a process of its own, which outlives this
                         terminal
  --dry-run              only print the plan
  -h, --help             show this help

${globals}
Examples:
  # Beside the originals
  milvault restore --name my_backup --suffix _restored
  # One database into another
  milvault restore my_backup --filter 'sales.*' --rename 'sales.*:test.*'
  # In the place of what is there, which is dropped when all is well
  milvault restore my_backup --filter orders \\
      --on-conflict replace --confirm orders
  # See what would be done
  milvault restore my_backup --dry-run
`,
	verify: `Usage: milvault verify [options] <names...>

Compares what lies in the repository with what was recorded when the backup was
made. list shows when it was last done.

Arguments:
  names                  the backups’ names

Options:
  --level <level>        quick: every object is there, with its size and
                         checksum; full: every object is read and decoded, and
                         compared with what is known of it (default: quick)
  -h, --help             show this help

${globals}
Examples:
  # A look that reads little
  milvault verify my_backup
  # Every byte
  milvault verify my_backup --level full
`,
	check: `Usage: milvault check [options]

Looks at every place that a backup and a restore need, one by one, and says how
to mend what is not well: Milvus, its storage, the repository.

Options:
  --probe                prove that Milvus reads where a restore puts data, with
                         one row that is removed again
  -h, --help             show this help

${globals}
Examples:
  # Before the first backup
  milvault check
  # Before you need a restore
  milvault check --probe
`,
	delete: `Usage: milvault delete [options] <names...>

Deletes backups, also unfinished and unreadable ones. Shows what would go, and
asks.

Arguments:
  names                  the backups’ names

Options:
  --yes                  do not ask
  -h, --help             show this help

${globals}
Examples:
  # After asking
  milvault delete my_backup
  # In a script
  milvault delete old_1 old_2 --yes
`,
	practice: `Usage: milvault practice <command>

A real Milvus on this machine, to practise on: the practice cluster. It needs
Python 3, no Docker. While it runs, it is the cluster “practice” with the
repository “practice”, and the one in use when none is configured.

Options:
  -h, --help             show this help

${globals}
Commands:
  start                  start the practice cluster
  stop                   stop the practice cluster; its data stay
  status                 show whether the practice cluster runs, and where it is
  load                   fill it with hello_milvus (3,000 rows) and
                         hello_milvus2 (6,000)
  reset                  stop the practice cluster and delete its data
`,
	'practice start': `Usage: milvault practice start [options]

Starts the practice cluster. The first time, Milvus is downloaded (about 60 MB).

Options:
  --milvus <version>     its version: 2.3.5, 2.3.4, 2.3.2, 2.3.0, 2.2.16, 2.2.12
                         or 2.2.9 (default: 2.3.5)
  -h, --help             show this help

${globals}
Examples:
  # Start it
  milvault practice start
  # An older Milvus
  milvault practice start --milvus 2.2.16
`,
	'practice stop': `Usage: milvault practice stop

Stops the practice cluster. Its data stay for the next start.

Options:
  -h, --help             show this help

${globals}
Examples:
  # Stop it
  milvault practice stop
`,
	'practice status': `Usage: milvault practice status

Shows whether the practice cluster runs, and where it is.

Options:
  -h, --help             show this help

${globals}
Examples:
  # Where is it?
  milvault practice status
`,
	'practice load': `Usage: milvault practice load

Makes the collections hello_milvus (3,000 rows) and hello_milvus2 (6,000 rows)
in the practice cluster, as Milvus’s own first example does. Those that are
there already, complete, stay as they are.

Options:
  -h, --help             show this help

${globals}
Examples:
  # Fill it
  milvault practice load
`,
	'practice reset': `Usage: milvault practice reset [options]

Stops the practice cluster and deletes its data. Its backups stay, unless
--with-backups.

Options:
  --with-backups         delete the backups in the practice repository too
  --yes                  do not ask
  -h, --help             show this help

${globals}
Examples:
  # Begin anew
  milvault practice reset
`,
	cluster: `Usage: milvault cluster <command>

The clusters in the configuration: each a Milvus, and the object storage that it
keeps its data in.

Options:
  -h, --help             show this help

${globals}
Commands:
  list                   list the clusters
  add                    add a cluster to the configuration file
  remove                 take a cluster out of the configuration file
`,
	'cluster list': `Usage: milvault cluster list

Lists the clusters of the configuration, and the practice cluster while it runs,
without their secrets.

Options:
  -h, --help             show this help

${globals}
Examples:
  # List them
  milvault cluster list
`,
	'cluster add': `Usage: milvault cluster add [options] <name>

Adds a cluster to the configuration file. Secrets are never given as values
here: name a file, a command or an environment variable, or type them when asked
(they are then written into the file, which only you can read).

Arguments:
  name                                   what to call it

Options:
  --user <name>                          Milvus’s user
  --password-file <file>                 a file that holds the user’s password
  --password-command <command>           a shell command that prints it
  --password-env <variable>              the environment variable that holds it
  --token-file <file>                    a file that holds a token, instead of
                                         user and password
  --token-command <command>              a shell command that prints it
  --token-env <variable>                 the environment variable that holds it
  --tls <mode>                           off, one-way or mutual
  --tls-ca-file <file>                   PEM file with Milvus’s certificate
                                         authority
  --tls-cert-file <file>                 PEM file with the client’s certificate
  --tls-key-file <file>                  PEM file with the client’s key
  --tls-server-name <name>               the name in Milvus’s certificate, if
                                         not the address’s
  --rest-url <url>                       URL of Milvus’s REST API, if not at the
                                         address
  --management-url <url>                 URL of Milvus’s management port
${storage}
${wideGlobals}
Examples:
  # Milvus on MinIO, as its Docker Compose file makes it
  milvault cluster add prod --address localhost:19530 \\
      --endpoint http://localhost:9000 --bucket a-bucket --root-path files
  # With a password and keys from files
  milvault cluster add prod --address milvus.example.com \\
      --user root --password-file ~/milvus.password \\
      --endpoint https://minio.example.com --bucket milvus \\
      --access-key-id-file ~/minio.id --secret-access-key-file ~/minio.key
`,
	'cluster remove': `Usage: milvault cluster remove <name>

Takes a cluster out of the configuration file. What it holds is not touched.

Arguments:
  name                   its name

Options:
  -h, --help             show this help

${globals}
Examples:
  # Take it out
  milvault cluster remove prod
`,
	repository: `Usage: milvault repository <command>

The repositories in the configuration: each a place that holds backups, a bucket
or a directory.

Options:
  -h, --help             show this help

${globals}
Commands:
  list                   list the repositories
  add                    add a repository to the configuration file
  remove                 take a repository out of the configuration file
`,
	'repository list': `Usage: milvault repository list

Lists the repositories of the configuration, and the practice repository while
its cluster runs, without their secrets.

Options:
  -h, --help             show this help

${globals}
Examples:
  # List them
  milvault repository list
`,
	'repository add': `Usage: milvault repository add [options] <name>

Adds a repository to the configuration file. With --cluster it shares that
cluster’s storage and keys. Secrets are never given as values here: name a file,
a command or an environment variable, or type them when asked (they are then
written into the file, which only you can read).

Arguments:
  name                                   what to call it

Options:
${storage}
${wideGlobals}
Examples:
  # A directory
  milvault repository add here --path /mnt/backups
  # Another bucket of the cluster’s own object storage
  milvault repository add nightly --cluster prod --bucket backups
`,
	'repository remove': `Usage: milvault repository remove <name>

Takes a repository out of the configuration file. Its backups are not touched.

Arguments:
  name                   its name

Options:
  -h, --help             show this help

${globals}
Examples:
  # Take it out
  milvault repository remove nightly
`,
	...expectedJobHelp,
};
