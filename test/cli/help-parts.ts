/** What many help texts share. */
export const globals = `Global options:
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
`;

/** Beside longer options. */
export const wideGlobals = `Global options:
  --config <file>                        configuration file: milvault.yaml, or
                                         milvus-backup’s backup.yaml
  --cluster <name>                       the cluster to use, by its name in the
                                         configuration
  --repository <name>                    the repository to use, by its name in
                                         the configuration
  --address <host:port>                  Milvus’s address, instead of the
                                         configured one
  --no-input                             never ask; fail where a question would
                                         be
  --plain                                the wizard, line by line
  --json                                 one JSON object per line on standard
                                         output
  --debug                                with an error, show what caused it
  --lang <language>                      language of messages: en or zh
                                         (default: the system’s)
`;

export const storage = `  --type <type>                          minio (or another server of your own
                                         that speaks S3), s3 (Amazon’s), or
                                         local (a directory)
  --endpoint <url>                       the object storage’s URL, as in
                                         http://localhost:9000
  --region <region>                      the bucket’s region
  --bucket <bucket>                      the bucket
  --root-path <prefix>                   the prefix inside the bucket; "" for
                                         none
  --path-style <boolean>                 true for http://host/bucket, false for
                                         http://bucket.host
  --auth <how>                           static: the keys below; default: what
                                         the AWS SDK finds on this machine
  --access-key-id-file <file>            a file that holds the access key id
  --access-key-id-command <command>      a shell command that prints it
  --access-key-id-env <variable>         the environment variable that holds it
  --secret-access-key-file <file>        a file that holds the secret access key
  --secret-access-key-command <command>  a shell command that prints it
  --secret-access-key-env <variable>     the environment variable that holds it
  --session-token-file <file>            a file that holds the session token of
                                         temporary keys
  --session-token-command <command>      a shell command that prints it
  --session-token-env <variable>         the environment variable that holds it
  --ca-file <file>                       PEM file with the object storage’s
                                         certificate authority
  --path <directory>                     the directory, instead of a bucket
  --milvus-path <directory>              the same directory as Milvus sees it in
                                         its container
  -h, --help                             show this help
`;
