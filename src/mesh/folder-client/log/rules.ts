/** Who can put it right. */
export type Who = 'network' | 'server' | 'mailbox' | 'case system' | 'MESH service desk'

export const WHO_WORDS: Readonly<Record<Who, string>> = {
  network: 'whoever looks after your network and firewall',
  server: 'whoever looks after the machine the client runs on',
  mailbox: 'whoever holds the mailbox: its password, certificate and meshclient.cfg',
  'case system': 'whoever looks after the system that writes the files, or its supplier',
  'MESH service desk': 'the MESH service desk of NHS England, with your mailbox id',
}

/** What a line of the log means. */
export type LogRule = {
  readonly code: string
  readonly pattern: RegExp
  readonly wrong: string
  readonly todo: string
  readonly who: Who
}

/**
 * No public source shows the Java client's own lines (mesh.md 15), so nothing here depends on its wording: only on what
 * Java, TLS, HTTP and operating systems say, on the codes and texts of MESH (mesh.md 10 and 15), and on our own client's
 * lines. The first rule that fits a line explains it. Patterns have no nested repeats: they run over
 * strangers' files. A bare number is no status: it may be a count.
 */
export const LOG_RULES: readonly LogRule[] = [
  {
    code: 'CERTIFICATE_EXPIRED',
    pattern: /CertificateExpiredException|certificate[ _](has )?expired|CERT_HAS_EXPIRED/i,
    wrong: 'A certificate has run out: your own for this mailbox, or rarely the server’s.',
    todo: 'Look at the dates of the certificate in the key store. Ask for a new one and put it into KeyStorePath.',
    who: 'mailbox',
  },
  {
    code: 'CLOCK_WRONG',
    pattern: /CertificateNotYetValid|CERT_NOT_YET_VALID|clock skew|timestamp (is )?(out of|outside|too)/i,
    wrong: 'The clock of this machine is off: MESH takes requests up to two hours off, certificates not at all.',
    todo: 'Set the clock by a time server, check the time zone, and start the client again.',
    who: 'server',
  },
  {
    code: 'KEY_STORE_UNUSABLE',
    pattern:
      /keystore was tampered|UnrecoverableKey|invalid keystore format|keystore password|mac verify failure|Not enough data|KeyStoreException/i,
    wrong: 'The key store cannot be opened: the file is damaged, of another kind, or KeyStorePassword is wrong.',
    todo: 'Check KeyStorePath and KeyStorePassword in meshclient.cfg.',
    who: 'mailbox',
  },
  {
    code: 'CERTIFICATE_UNKNOWN',
    pattern:
      /PKIX path|valid certification path|SELF_SIGNED_CERT|UNABLE_TO_(VERIFY|GET_ISSUER)|certificate_unknown|unknown_ca|unknown ca|bad_certificate|bad certificate|handshake_failure|handshake failure|SSLHandshakeException|SSLPeerUnverified|ERR_TLS_|ERR_SSL_|(TRANSFER|RECEIVE) ERROR (03|16)\b/i,
    wrong: 'One side does not trust the certificate of the other.',
    todo:
      'Check that the key store holds your certificate and the NHS root certificates of this environment, that ' +
      'PrimaryURL is that environment’s, and that no firewall opens the TLS connection to look inside.',
    who: 'mailbox',
  },
  {
    code: 'MAILBOX_DISABLED',
    pattern: /Inactive Mailbox|mailbox is deactivated/i,
    wrong: 'The mailbox is switched off at MESH.',
    todo: 'Ask why it was switched off and have it switched on again; messages for it go back after five days.',
    who: 'MESH service desk',
  },
  {
    code: 'MAILBOX_UNKNOWN',
    pattern: /EPL-151|No mailbox matched|Mailbox id does not match/i,
    wrong: 'MESH does not know the mailbox, or the request names another one than it was signed for.',
    todo: 'Compare ClientIdentity in meshclient.cfg with the mailbox id you were given, letter by letter.',
    who: 'mailbox',
  },
  {
    code: 'PROXY',
    pattern: /(HTTP\S*|code|status)\W{1,3}407\b|Proxy Authentication|Unable to tunnel|proxy refused|ProxyConnect/i,
    wrong: 'The proxy between you and MESH does not let the client through.',
    todo: 'Have the proxy let the client through to PrimaryURL on port 443, and check proxy.ini (Java client).',
    who: 'network',
  },
  {
    code: 'PASSWORD_WRONG',
    pattern:
      /(HTTP\S*|code|status|returned|answered|mailbox)\W{1,3}40[13]\b|Invalid Authentication Token|MESH_FORBIDDEN|(TRANSFER|RECEIVE) ERROR (04|17)\b/i,
    wrong: 'MESH does not accept the mailbox and its password (403).',
    todo:
      'Check ClientAuthentication and AuthenticationKey in meshclient.cfg: was the password changed, is it that of ' +
      'this environment? If both are right, look at the clock of the machine.',
    who: 'mailbox',
  },
  {
    code: 'NAME_UNKNOWN',
    pattern: /UnknownHost|ENOTFOUND|EAI_AGAIN|name or service not known|nodename nor servname|name resolution/i,
    wrong: 'The name of the server in PrimaryURL is not found: DNS does not answer, or the name is wrong.',
    todo: 'Check PrimaryURL, and that this machine can resolve the name (HSCN or internet DNS).',
    who: 'network',
  },
  {
    code: 'CONNECTION_REFUSED',
    pattern: /Connection refused|ECONNREFUSED/i,
    wrong: 'The server, or a firewall before it, refuses the connection.',
    todo: 'Check host and port of PrimaryURL, and that the firewall lets this machine out to it on port 443.',
    who: 'network',
  },
  {
    code: 'CONNECTION_TIMEOUT',
    pattern: /timed out|SocketTimeout|ConnectTimeout|ETIMEDOUT|CONNECT_TIMEOUT|HEADERS_TIMEOUT|TimeoutError/i,
    wrong: 'Nothing answers: as a rule a firewall drops the connection without a word.',
    todo: 'Have the firewall opened for this machine to PrimaryURL on port 443; large files also need a longer limit.',
    who: 'network',
  },
  {
    code: 'CONNECTION_LOST',
    pattern:
      /NoRouteToHost|EHOSTUNREACH|ENETUNREACH|network is unreachable|connection reset|ECONNRESET|broken pipe|EPIPE|socket hang up|UND_ERR_SOCKET/i,
    wrong: 'The network is down or cuts connections off.',
    todo: 'Check the line and what stands between: one that cuts off at the same size or time each day is a limit.',
    who: 'network',
  },
  {
    code: 'DISK_FULL',
    pattern: /No space left|ENOSPC|EDQUOT|disk quota|not enough space on the disk|FOLDER_DISK_FULL/i,
    wrong: 'The disk is full. Messages stay at MESH for five days, then they go back to their sender.',
    todo: 'Make room: archive the folders sent and in, and old logs.',
    who: 'server',
  },
  {
    code: 'FILE_NOT_ALLOWED',
    pattern: /AccessDenied|Permission denied|EACCES|EPERM|EROFS|Access is denied|FOLDER_FILE_INACCESSIBLE/i,
    wrong: 'The client may not read or write a file or folder.',
    todo: 'Give the user the client runs as full rights on InterfaceRoot, WorkPath and LogPath; look at virus scanners.',
    who: 'server',
  },
  {
    code: 'ALREADY_RUNNING',
    pattern: /FOLDER_IN_USE|already running|another instance|OverlappingFileLock/i,
    wrong: 'A second client wants the same folders.',
    todo: 'Stop one of them. If none runs, delete the .lock file in WorkPath.',
    who: 'server',
  },
  {
    code: 'MEMORY',
    pattern: /OutOfMemory|heap out of memory|ENOMEM/i,
    wrong: 'The client ran out of memory.',
    todo: 'Give it more memory, and look for an unusually large file in out.',
    who: 'server',
  },
  {
    code: 'BAD_CPIS_FILE',
    pattern: /bad CP-?IS file|SEND ERROR 15\b/i,
    wrong: 'CP-IS did not take the file at all.',
    todo: 'Do not send it again. Check it with cpis message check and tell the supplier of the case system.',
    who: 'case system',
  },
  {
    code: 'RECIPIENT_UNKNOWN',
    pattern: /Unregistered to address|SEND ERROR (08|12)\b/i,
    wrong: 'The recipient in the control file is missing or is no mailbox.',
    todo: 'Check To_DTS against the mailbox of CP-IS you were given for this environment.',
    who: 'case system',
  },
  {
    code: 'WORKFLOW_NOT_ALLOWED',
    pattern: /Workflow id not registered|not allowed to send messages|SEND ERROR 1[678]\b/i,
    wrong: 'The mailbox, yours or theirs, is not registered for the workflow id of the message.',
    todo: 'Check WorkflowId in the control file; if it is right, have the mailbox registered for it.',
    who: 'MESH service desk',
  },
  {
    code: 'NOT_COLLECTED',
    pattern: /not collected by recipient|SEND ERROR 1[34]\b/i,
    wrong: 'A message of yours was not collected within five days and came back.',
    todo: 'Send it once more; if it comes back again, ask the recipient whether their client runs.',
    who: 'case system',
  },
  {
    code: 'PAIR_INCOMPLETE',
    pattern: /COLLECT ERROR 0[12]\b|Data file is missing/i,
    wrong: 'A pair in out lacked its .dat or .ctl file, or the .dat was empty or locked.',
    todo: 'Write the .dat first and whole, the .ctl last; put the pair from failed into out again.',
    who: 'case system',
  },
  {
    code: 'CONTROL_FILE_WRONG',
    pattern:
      /MalformedControlFile|\.ctl file cannot be read|FOLDER_CONTROL_INVALID|SEND ERROR (07|09|10|11)\b|is missing: .*WorkflowId/i,
    wrong: 'A control file says something MESH does not take.',
    todo: 'Compare it with docs/guides/folder-client.md: the report in in, and the log, name the element.',
    who: 'case system',
  },
  {
    code: 'RETRIES_USED_UP',
    pattern: /retries used up|TRANSFER ERROR 06\b/i,
    wrong: 'A pair could not be sent in all its tries and lies in failed.',
    todo: 'Mend what the other findings say, then put the pair into out again; it is looked for before it is sent.',
    who: 'mailbox',
  },
  {
    code: 'TOO_OFTEN',
    pattern: /(HTTP\S*|code|status|answered|request)\W{1,3}429\b|Too Many Requests/i,
    wrong: 'MESH was asked too often.',
    todo: 'Set PollPeriod to 5 minutes or more, and look whether several clients poll the same mailbox.',
    who: 'mailbox',
  },
  {
    code: 'SERVER_FAULT',
    pattern:
      /(HTTP\S*|code|status|answered|request)\W{1,3}50[0234]\b|Bad Gateway|Service Unavailable|Internal Server Error|Gateway Time-?out/i,
    wrong: 'MESH itself had a fault. Single ones are harmless: the client tries again.',
    todo: 'Look whether it goes on, and at the status page of NHS England digital services.',
    who: 'MESH service desk',
  },
  {
    code: 'UNREACHABLE',
    pattern: /MESH_UNREACHABLE|MESH_SEND_UNCERTAIN|RECEIVE ERROR 15\b/i,
    wrong: 'MESH could not be reached.',
    todo: 'Check the line, PrimaryURL, and that the firewall lets this machine out to it on port 443.',
    who: 'network',
  },
]
