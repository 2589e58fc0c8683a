# The sealed package: why it was not made or not believed.
package-unauthorised = { $total ->
        [one] One row is not authorised
       *[other] { $total } rows are not authorised
    }, so nothing was packed and nothing has left: { $rows }. Minimise again with the approved scope.
package-not-as-reported = “{ $file }” is not the file that minimisation reported. Nothing has left; minimise again and pack what that writes.
package-bad-name = “{ $file }” cannot be a name in a package. Use a plain name, once, without folders or a leading dot.
package-empty = There is no file to pack. If nothing was found, record that instead of sending an empty package.
package-missing = The package must name { $what ->
        [demand] the demand
        [recipient] the recipient
       *[approval] the approval by its SHA-256
    }, and does not. Nothing was packed.
package-not-as-manifest = The package is not as its manifest says (“{ $file }”). Do not use or release it; seal again.
package-not-as-approved = The package was not made for this approval: { $what ->
        [demand] it is for another demand
        [recipient] it is for another recipient
        [files] it holds other files
        [source] a file was read under another name
        [scope] its scope differs
        [mapping] its mapping differs
       *[approval] another approval stands in it
    }. Do not release it; seal again.
package-unreadable = This cannot be read as a package. Do not use it; fetch it again or seal again.
package-not-a-key = “{ $key }” is not the key of a recipient; one begins with age1 and has 62 signs. Ask the recipient for it again.
package-closed = The package cannot be opened. Check the passphrase or key, and the file's SHA-256.
package-read = A file could not be read: { $cause }. Nothing has left; mend that and try again.
package-write = The package could not be written: { $cause }. What was written is incomplete and is not used; make room and seal again.
