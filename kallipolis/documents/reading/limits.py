"""The limits of reading, each with its reason; what the call itself limits stands beside its clause, never here."""

from kallipolis.rulebook import files

MIB = 1024 * 1024

# What is handed in -----------------------------------------------------------------------------------------------------

# A dossier of 30 MB is about 41 MB on the wire. What is larger than the call allows must still be kept and screened, so
# the technical ceiling lies well above: an SMTP server in front is to allow as much.
CONTENT_BYTES = 64 * MIB
# The call asks for eleven files. A folder or message with more parts than this is no dossier.
PARTS = 200
# Messages of one mbox file or maildir. The largest call had 90 applications.
MESSAGES_IN_MAILBOX = 5_000
# Multiparts, forwarded messages and folders inside each other. Mail programs stay below six.
DEPTH = 20
# All header lines of one message or part. Mail servers stop at 64 to 256 KiB.
HEADER_BYTES = MIB
# A name of a file is shown on the sheet; file systems stop at 255 bytes.
FILENAME_CHARACTERS = files.FILENAME_CHARACTERS

# What the child may use ------------------------------------------------------------------------------------------------

# From the request to the answer, seconds on the clock, with text recognition of seven scanned letters on a slow machine.
WALL_SECONDS = 120.0
# Until a new child has set up its wall and imported its libraries, seconds on the clock of a busy machine.
START_SECONDS = 30.0
# Processor seconds for one dossier in the child itself (text recognition is a process of its own with the same limit).
CPU_SECONDS = 60
# Address space. The libraries map 80 MiB; a message of 64 MiB that the standard library must parse takes up to 900 MiB.
ADDRESS_SPACE_BYTES = 1280 * MIB
# Descriptors of the child and, apart from them, of the text recognition that it starts.
OPEN_FILES = 64
# Processes and threads of the child and what it starts, where they can be counted apart from the server's.
PROCESSES = 16
# The largest file that the child may write (nothing is written on the usual path).
WRITTEN_FILE_BYTES = 64 * MIB
# The answer as JSON. The longest form and the excerpts of 200 parts stay below 4 MiB.
ANSWER_BYTES = 16 * MIB

# A child is replaced after so many dossiers, or when its memory once stood above this: leaks and fragments end with it.
DOSSIERS_PER_CHILD = 200
WORN_OUT_RESIDENT_BYTES = 400 * MIB

# What is read of one document ------------------------------------------------------------------------------------------

# Decompressed bytes actually produced out of one container (a Word file, say), whatever its directory claims.
UNPACKED_BYTES = 96 * MIB
# Entries of one container, and the bytes of its directory. A form of Word has about twenty entries.
CONTAINER_ENTRIES = 2_000
CONTAINER_DIRECTORY_BYTES = MIB
# Unpacked to packed bytes of a file in a zip that is longer than the second number: an office's files pack 1 to 40 times,
# a white scan some hundred times, and deflate itself reaches 1,032.
CONTAINER_RATIO = 200
CONTAINER_RATIO_COUNTS_FROM_BYTES = 8 * MIB
# Zip files and Outlook containers that are opened in one dossier, those inside each other among them.
CONTAINERS = 50
# Attributes of one Outlook container (winmail.dat) and properties of one of its attachments. Outlook writes some dozens.
TNEF_ATTRIBUTES = 5_000
TNEF_PROPERTIES = 2_000
# Text kept of one document for sorting, language and dates. A form holds about 120,000 characters.
TEXT_CHARACTERS = 200_000
# Pages of a PDF whose text is read; all of them are counted.
TEXT_PAGES = 40
# The beginning of a document's text that the sheet may quote.
EXCERPT_CHARACTERS = 400
# Dates told of one document.
DATES = 12
# Pixels of a picture that is decoded. Telephones reach 200 megapixels, which at 1/8 are 3 megapixels to decode; a bomb
# of 20,000 by 20,000 is refused.
PICTURE_PIXELS = 220_000_000

# Virus scanner ---------------------------------------------------------------------------------------------------------

# Seconds on the clock for one document, from the connection to the answer; 30 MB took half a second.
SCAN_SECONDS = 20.0

# Text recognition ------------------------------------------------------------------------------------------------------

# Seconds on the clock for one page; a letter takes one second, a dense page of a programme up to six.
RECOGNITION_SECONDS = 20.0
# Seconds on the clock for all pages of one dossier; when they are spent, names decide.
RECOGNITION_SECONDS_PER_DOSSIER = 75.0
# A scan of so many pages may be several letters in one: then each page is recognised, unless there are more than the second.
SEVERAL_FROM_PAGES = 3
RECOGNISED_PAGES_OF_SEVERAL = 12
# Pages of one document that are recognised, until one has words: the first tells what it is, unless it is a cover.
RECOGNISED_PAGES = 2
# The longer side of the picture given to it, in pixels: 120 dots per inch on A4, at which type of eight points is read as
# well as at 170, and turned or grainy pages better; and where it was not sure of these, 170 for smaller type.
RECOGNITION_PIXELS = 1_400
RECOGNITION_PIXELS_WHERE_UNSURE = 2_000
# Characters of a document in which dates are looked for; a letter has its date in the first lines or the last.
DATED_CHARACTERS = 20_000
