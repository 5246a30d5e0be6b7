"""The post: bytes in (a listener for SMTP and LMTP, mailboxes by IMAP, files), bytes out (SMTP). It knows nothing of the house."""
