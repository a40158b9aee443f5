/* qr.h - a QR code as lines of text */
#ifndef CONNVAULT_BASE_QR_H
#define CONNVAULT_BASE_QR_H

/* text as lines of half blocks, each with a newline; owned by the caller, NULL
 * when it is too long for a code, memory is out or libqrencode is gone. To be
 * shown in white on black: blocks are what is white in print. */
char *qr_lines(const char *text);

#endif
