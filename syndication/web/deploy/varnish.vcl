# Varnish as a cache in front of `syndication serve`: the server is asked once per address, encoding and @FRESH@.
#
# Put in your own, and save it as /etc/varnish/default.vcl:
#   @HOST@    where `syndication serve` listens (--bind)    127.0.0.1
#   @PORT@    its port                                      8000
#   @FRESH@   how long an answer is given without asking    10s
#
# More servers are more backends in a directors.round_robin(): all answer with the same bytes and ETags.

vcl 4.1;

import std;

backend server {
    .host = "@HOST@";
    .port = "@PORT@";
    .connect_timeout = 2s;
    .first_byte_timeout = 10s;
    .probe = {
        .url = "/healthz";
        .interval = 2s;
        .window = 3;
        .threshold = 2;
        .initial = 2;
    }
}

acl operators {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    # Clients that read slowly, or not at all, are held here; those who send slowly, by timeout_req (2s).
    set sess.timeout_idle = 5s;
    set sess.idle_send_timeout = 10s;
    set sess.send_timeout = 60s;

    if (req.url ~ "^/metrics(\?|$)" && client.ip !~ operators) {
        return (synth(403));
    }
    if (req.url ~ "^/(healthz|readyz|metrics)(\?|$)") {
        return (pass);                  # the truth of this moment
    }

    # A query counts, except where a path is that of a document: it plays a part where something is computed
    # from it, and where there is a redirect to that.
    if (req.url ~ "^(/[^/?%]+)*/?\?" && req.url !~ "(?i)^/(feed\.(atom|rss|json)|oembed|[^/?]+/search)/?\?") {
        set req.url = regsub(req.url, "\?.*$", "");
    }
    unset req.http.Cookie;              # nobody is known here
    unset req.http.Authorization;

    # Three encodings are kept apart, and not every spelling of Accept-Encoding. Varnish knows gzip only and
    # writes that header itself, so the choice goes by another name.
    unset req.http.X-Coding;
    if (req.http.Accept-Encoding ~ "(?i)(^|[\s,])br\s*(,|$|;(?!\s*q=0(\.0*)?\s*(,|$)))") {
        set req.http.X-Coding = "br";
    } elseif (req.http.Accept-Encoding ~ "(?i)(^|[\s,])gzip\s*(,|$|;(?!\s*q=0(\.0*)?\s*(,|$)))") {
        set req.http.X-Coding = "gzip";
    }

    # Stale answers: for a moment while the server is well, for a day while it is not.
    if (req.restarts == 0 && std.healthy(req.backend_hint)) {
        set req.grace = @FRESH@;
    } else {
        set req.grace = 1d;
    }
}

sub vcl_hash {
    hash_data(req.url + " " + req.http.X-Coding);
    return (lookup);                    # the same for every Host
}

sub vcl_backend_fetch {
    unset bereq.http.Accept-Encoding;
    if (bereq.http.X-Coding) {
        set bereq.http.Accept-Encoding = bereq.http.X-Coding;
    }
    unset bereq.http.X-Coding;
}

sub vcl_backend_response {
    if (beresp.status >= 500) {
        if (bereq.is_bgfetch) {
            return (abandon);           # what we have is better
        }
        set beresp.uncacheable = true;
        set beresp.ttl = 0s;
        return (deliver);
    }
    # Cache-Control is for readers; here the server is near, and asking it again costs a 304.
    set beresp.ttl = @FRESH@;
    set beresp.grace = 1d;
    return (deliver);
}

sub vcl_backend_error {
    if (bereq.is_bgfetch) {
        return (abandon);
    }
}

sub vcl_deliver {
    if (resp.status >= 500 && req.restarts == 0) {
        return (restart);               # and take what is stale, where there is anything
    }
    # Only the date that was given out is answered with 304: readers make up others.
    if (req.http.If-Modified-Since && req.http.If-Modified-Since != resp.http.Last-Modified) {
        unset req.http.If-Modified-Since;
    }
    # Readers send lists of tags, and Varnish compares one.
    if (req.http.If-None-Match == "*" || std.strstr(req.http.If-None-Match, resp.http.ETag)) {
        set req.http.If-None-Match = resp.http.ETag;
    }
    if (obj.hits > 0) {
        set resp.http.X-Cache = "HIT";
    } else {
        set resp.http.X-Cache = "MISS";
    }
}
