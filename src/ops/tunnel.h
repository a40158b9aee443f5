/* tunnel.h - the way from a browser elsewhere to a listener here */
#ifndef CONNVAULT_OPS_TUNNEL_H
#define CONNVAULT_OPS_TUNNEL_H

/* "ssh -N -L PORT:127.0.0.1:PORT user@host", to be run where the browser is;
 * "" when we are not here by ssh. The caller's; NULL without memory. */
char *tunnel_line(unsigned port);

#endif
