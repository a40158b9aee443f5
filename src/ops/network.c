/* network.c - the way to providers and services, as the config file has it */
#include "ops/network.h"

#include "base/str.h"
#include "net/http.h"

int network_read(struct network *out, struct err *err)
{
	struct config config;

	if (config_need("proxy\nca_file", &config, err) != 0)
		return -1;
	str_copy(out->proxy, config.proxy, sizeof(out->proxy));
	str_copy(out->ca_file, config.ca_file, sizeof(out->ca_file));
	return config_file_check(&config, "ca_file", err);
}

int network_open(bool keeps, struct http **out, struct err *err)
{
	struct network network;

	if (network_read(&network, err) != 0)
		return -1;

	const struct http_options options = {
		.proxy = *network.proxy ? network.proxy : NULL,
		.ca_file = *network.ca_file ? network.ca_file : NULL,
		.keeps = keeps,
	};

	return http_new(&options, out, err);
}
