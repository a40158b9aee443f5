libconnvault_a_SOURCES +=
